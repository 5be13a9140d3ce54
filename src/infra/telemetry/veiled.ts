const veils: readonly (readonly [RegExp, string])[] = [
  [/\bBearer +\S+/gi, "Bearer …"],
  // An API key, a token of an identity provider.
  [/\bmuster_[\w-]{8,}/g, "muster_…"],
  [/\beyJ[\w-]+\.[\w-]+\.[\w-]*/g, "…"],
  [/:\/\/[^\s/@]+@/g, "://…@"],
  [/[^\s"'`<>(),;:=[\]{}/…]+@[^\s"'`<>(),;:=[\]{}]+/g, "…@…"],
];

/** A text of somebody else's, such as a database's complaint, without the tokens, passwords and addresses in it. */
export const veiled = (text: string): string => veils.reduce((left, [veil, shown]) => left.replace(veil, shown), text);
