// While two answers stand side by side, what others save is looked for again, less and less often: three minutes in all,
// since a page that somebody left open must not keep the session alive.

const LOOKS = [3_000, 6_000, 12_000, 24_000, 48_000, 96_000];

export function startLooking({ look, isAsking }) {
  let looks = 0;
  let timer = 0;

  function watch() {
    clearTimeout(timer);
    if (looks === LOOKS.length || document.hidden || !isAsking()) return;
    timer = setTimeout(() => look().then(watch), LOOKS[looks]);
    looks += 1;
  }

  function watchAnew() {
    looks = 0;
    watch();
  }

  return { watchAnew };
}
