// Draws the charts with Plotly in place of the plain ones: to look closer, to read, to save. Without it the plain ones stand.

const TALL = 320;

function start() {
  const data = document.getElementById("figures");
  if (!data || !window.Plotly) return;
  const figures = JSON.parse(data.textContent);
  for (const section of document.querySelectorAll("[data-chart]")) {
    const figure = figures[Number(section.dataset.chart)];
    if (figure) draw(section, figure);
  }
}

async function draw(section, figure) {
  const drawn = section.querySelector(".big-chart__drawn");
  const whole = figure.layout.xaxis.range.slice();
  // On a touch screen a drag must go on scrolling the page; the buttons do the same there.
  figure.layout.dragmode = window.matchMedia("(pointer: coarse)").matches ? false : "zoom";
  figure.layout.xaxis.fixedrange = false;
  figure.layout.height = TALL;
  drawn.hidden = false;
  await window.Plotly.newPlot(drawn, figure.data, figure.layout, figure.config);
  section.querySelector(".big-chart__plain").hidden = true;
  section.querySelector(".big-chart__tools").hidden = false;
  drawn.on("plotly_click", (event) => say(section, event.points));
  for (const button of section.querySelectorAll("[data-months]")) {
    button.addEventListener("click", () => look(drawn, whole, Number(button.dataset.months)));
  }
  section.querySelector("[data-picture]").addEventListener("click", () => savePicture(section, drawn, figure));
}

// Plain ISO days are compared and cut as text, so that no time zone can move them.
function look(drawn, [first, last], months) {
  const start = new Date(`${last.slice(0, 10)}T00:00:00Z`);
  start.setUTCMonth(start.getUTCMonth() - months);
  const from = start.toISOString().slice(0, 10);
  window.Plotly.relayout(drawn, { "xaxis.range": [months && from > first ? from : first, last] });
}

function say(section, points) {
  const point = points.find((one) => Array.isArray(one.customdata));
  if (!point) return;
  const said = section.querySelector(".big-chart__said");
  said.textContent = `${point.hovertext} `;
  const href = point.customdata[1];
  if (!href) return;
  const link = document.createElement("a");
  link.href = href;
  link.textContent = "Open the visit";
  said.append(link);
}

// The picture leaves its page behind, so it carries its title with it, and the time that was being looked at.
function savePicture(section, drawn, figure) {
  const xaxis = { ...figure.layout.xaxis, range: drawn.layout.xaxis.range.slice() };
  const title = { text: plain(section.querySelector("h2").textContent), x: 0.02, xanchor: "left" };
  const margin = { ...figure.layout.margin, t: 48 };
  const picture = { data: figure.data, layout: { ...figure.layout, xaxis, title, margin }, config: figure.config };
  const size = { width: drawn.clientWidth, height: drawn.clientHeight + 36 };
  window.Plotly.downloadImage(picture, { ...figure.config.toImageButtonOptions, ...size });
}

// Plotly reads a little HTML in every text.
function plain(text) {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}

start();
