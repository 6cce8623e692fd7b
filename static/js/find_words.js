// How what is typed is compared with a row’s words: the same words as the server’s search.
const FOLDED_AWAY = /[\u0300-\u036f’'`´.-]/g;

export const folded = (text) =>
  text.normalize("NFKD").toLowerCase().replace(FOLDED_AWAY, "").trim().replace(/\s+/g, " ");

export function isFound(words, asked) {
  return asked.split(" ").every((part) => words.includes(part)) || words.includes(asked.replaceAll(" ", ""));
}
