// The line that says where everything is: on this page, on this tablet, or received. Its times are the server's.

const CLOCK = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit", timeZone: "Europe/London" });

export function startLine(line, now, name) {
  let atServer = now;
  let at = performance.now();
  let received = /\d\d:\d\d/.exec(line.textContent)?.[0] ?? "";

  // A tablet's own clock may be wrong, so the server's is counted on from.
  const time = () => CLOCK.format(atServer + performance.now() - at);

  function heard(answer) {
    atServer = answer.now;
    at = performance.now();
    received = answer.received;
  }

  function say({ trouble, waiting, kept, writing, held, refused, closed }) {
    const answers = waiting === 1 ? "1 answer" : `${waiting} answers`;
    const place = kept ? `Saved on this tablet ${time()}: ${answers} to send` : `${answers} only on this page: keep it open`;
    const [where, words] = !waiting
      ? ["received", `✓ Received ${received}`]
      : writing
        ? ["saving", "Saving…"]
        : closed
          ? ["closed", `Not added to the visit. ${kept ? `Saved on this tablet ${time()}` : "Only on this page: keep it open"}`]
          : refused
            ? ["refused", refused]
            : trouble === "other-person"
              ? ["other-person", `Somebody else is signed in. ${name}’s text stays locked. ${place}`]
              : trouble === "signed-out"
                ? ["signed-out", `Signed out. ${place}`]
                : trouble === "offline"
                  ? ["offline", `No signal. ${place}`]
                  : held.length
                    ? ["conflict", `Choose between two answers. ${place}`]
                    : kept
                      ? ["kept", `Saved on this tablet ${time()}`]
                      : ["page", "No room on this tablet: only on this page until received"];
    if (line.dataset.state !== where) line.dataset.state = where;
    if (line.dataset.waiting !== String(waiting)) line.dataset.waiting = waiting;
    if (line.textContent !== words) line.textContent = words;
  }

  return { say, heard, time };
}
