/**
 * The one form of a text in which spellings that a person takes for the same are the same: compatibility forms
 * (full width, ligatures) are unified, case is folded, runs of white space are one space.
 * Case goes down, up and down again: lower case alone tells a final sigma from another, and upper case alone keeps a
 * capital ẞ, which the lower ß does not become.
 */
export const folded = (text: string): string =>
  text.normalize("NFKC").toLowerCase().toUpperCase().toLowerCase().normalize("NFKC").replace(/\s+/gu, " ").trim();
