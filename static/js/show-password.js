// The button beside a password that shows what is typed. Without this script it is not there.
for (const button of document.querySelectorAll(".govuk-js-password-input-toggle")) {
  const field = document.getElementById(button.getAttribute("aria-controls"));
  const show = (isShown) => {
    field.type = isShown ? "text" : "password";
    button.textContent = isShown ? "Hide" : "Show";
    button.setAttribute("aria-label", isShown ? "Hide password" : "Show password");
  };
  button.hidden = false;
  button.addEventListener("click", () => show(field.type === "password"));
  // Browsers offer to keep a password only of a field that hides it.
  field.form.addEventListener("submit", () => show(false));
}
