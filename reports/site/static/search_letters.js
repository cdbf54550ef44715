// Words in the rough letters of records/language/names.py, whose tables come with the data: a test compares the two.

const mapped = (word, table) => [...word].map((letter) => table[letter] ?? letter).join("");

const composed = (word, tables) =>
  [...mapped(word.normalize("NFKC").toLowerCase(), tables.marked)]
    .map((letter) => (letter in tables.cyrillic ? letter : letter.normalize("NFD").replace(/\p{M}/gu, "")))
    .join("");

/** A word as the search compares it: in rough letters; one with figures as it stands. */
export function rough(word, tables) {
  if (/\p{Nd}/u.test(word)) return word.toLowerCase();
  let said = composed(word, tables);
  if (/[a-z]/.test(said)) {
    for (const [written, meant] of tables.digraphs) said = said.replaceAll(written, meant);
    said = mapped(said, tables.latin);
  }
  said = mapped(said, tables.cyrillic).replace(/[^A-Za-z]+/g, "").replaceAll("dj", "j").replaceAll("ts", "s");
  return said.replace(/U(?=A)/g, "v").replace(/AU/g, "Av").replace(/(.)\1+/g, "$1");
}

/** The words of what somebody typed, as the search compares them. */
export function asked(typed, tables) {
  return (typed.match(/[\p{L}\p{N}\p{M}'’ʼ]+/gu) ?? []).map((word) => rough(word, tables)).filter(Boolean);
}
