// Draws the charts with Plotly in place of the plain ones: to zoom into, to read, to save. Everything works without it.

const ACTIONS = { reset: resetTime, picture: savePicture };

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
  const range = figure.layout.xaxis.range.slice();
  figure.layout.dragmode = window.matchMedia("(pointer: coarse)").matches ? false : "zoom";
  figure.layout.xaxis.fixedrange = false;
  figure.layout.height = 320;
  drawn.hidden = false;
  await window.Plotly.newPlot(drawn, figure.data, figure.layout, figure.config);
  section.querySelector(".big-chart__plain").hidden = true;
  section.querySelector(".big-chart__tools").hidden = false;
  drawn.on("plotly_click", (event) => say(section, event.points));
  for (const button of section.querySelectorAll("[data-do]")) {
    button.addEventListener("click", () => ACTIONS[button.dataset.do](drawn, figure, range));
  }
}

function say(section, points) {
  const point = points.find((one) => Array.isArray(one.customdata));
  if (!point) return;
  const said = section.querySelector(".big-chart__said");
  said.textContent = `${point.hovertext || point.data.hovertext[point.pointIndex]} `;
  const href = point.customdata[1];
  if (href) {
    const link = document.createElement("a");
    link.href = href;
    link.textContent = "Open the visit";
    said.append(link);
  }
}

function resetTime(drawn, _figure, range) {
  window.Plotly.relayout(drawn, { "xaxis.range": range.slice() });
}

function savePicture(drawn, figure) {
  const wanted = figure.config.toImageButtonOptions;
  window.Plotly.downloadImage(drawn, { ...wanted, width: drawn.clientWidth, height: drawn.clientHeight });
}

start();
