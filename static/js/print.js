// The button of a page that is made for paper. Without this script the browser’s own command prints it.
const button = document.querySelector("[data-print]");
button.hidden = false;
button.addEventListener("click", () => window.print());
