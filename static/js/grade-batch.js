// Which of the waiting operations go next: the oldest of each card that may.

const MOST_AT_ONCE = 40;

// Waits for a person: to choose, to mend, to say that it is the answer.
export const isForPerson = ({ held, refused, isUnfinished }) => held || refused || isUnfinished;
export const isSettledIn = (operation) => operation.kept || operation.tried === operation.edition;
export const canGo = (operation) => !isForPerson(operation) && isSettledIn(operation);

export function nextBatch(queue, { isSafe, oneByOne }) {
  const names = new Set();
  const now = performance.now();
  const found = [];
  for (const operation of queue) {
    if (names.has(operation.name)) continue;
    names.add(operation.name);
    if (!canGo(operation) || operation.from > now) continue;
    // Not before the grade that asks it.
    if (isSafe(operation.name) && queue.some((one) => one !== operation && !isForPerson(one) && !found.includes(one))) continue;
    found.push(operation);
  }
  return found.slice(0, oneByOne ? 1 : MOST_AT_ONCE);
}
