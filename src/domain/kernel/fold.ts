/**
 * The one form of a text in which spellings that a person takes for the same are the same: compatibility forms
 * (full width, ligatures) are unified, case is folded, runs of white space are one space.
 * Upper case comes before lower case, because lower case alone tells a final sigma from another.
 */
export const folded = (text: string): string =>
  text.normalize("NFKC").toUpperCase().toLowerCase().normalize("NFKC").replace(/\s+/gu, " ").trim();
