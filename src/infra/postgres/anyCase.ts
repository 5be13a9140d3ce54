/**
 * A regular expression of Postgres that finds a text whatever the case of its letters, in any script and without the
 * database's collation having a say. Characters that mean something to an expression mean themselves.
 */
export const anyCase = (text: string): string =>
  Array.from(text, (character) => {
    const cases = new Set([character, character.toLowerCase(), character.toUpperCase()].map(literal));
    return cases.size === 1 ? literal(character) : `(?:${[...cases].join("|")})`;
  }).join("");

// What is no letter or digit is escaped; a backslash before those would be a class or a back reference.
const literal = (text: string): string => text.replace(/[^\p{L}\p{N}\p{M}]/gu, (character) => `\\${character}`);
