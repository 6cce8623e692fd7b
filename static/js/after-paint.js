// What follows from a tap waits until the browser has shown the tap itself. A hidden page paints nothing, so there the
// clock has to do.
const AT_MOST = 150;

export function afterPaint(work) {
  let isDone = false;
  const once = () => {
    if (!isDone) work();
    isDone = true;
  };
  requestAnimationFrame(() => setTimeout(once));
  setTimeout(once, AT_MOST);
}
