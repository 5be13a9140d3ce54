/** A value as JSON has it: positions and revisions are decimal strings there. */
export type Json<T> = T extends bigint
  ? string
  : T extends readonly (infer Item)[]
    ? Json<Item>[]
    : T extends object
      ? { -readonly [Key in keyof T]: Json<T[Key]> }
      : T;

/** The value with its whole numbers of eight bytes as text, at the top, where they are. */
export const asJson = <T extends object>(value: T): Json<T> =>
  Object.fromEntries(
    Object.entries(value).map(([key, each]: [string, unknown]) => [
      key,
      typeof each === "bigint" ? String(each) : each,
    ]),
  ) as Json<T>;
