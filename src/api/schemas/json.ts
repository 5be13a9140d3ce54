/** A value as JSON has it: positions and revisions are decimal strings there. */
export type Json<T> = T extends bigint
  ? string
  : T extends readonly (infer Item)[]
    ? Json<Item>[]
    : T extends object
      ? { -readonly [Key in keyof T]: Json<T[Key]> }
      : T;

/** The value with its whole numbers of eight bytes as text, at the top, where they are. */
export function asJson<T extends object>(value: T): Json<T> {
  const json: Record<string, unknown> = Object.assign<Record<string, unknown>, T>({}, value);
  for (const [key, each] of Object.entries(json)) if (typeof each === "bigint") json[key] = String(each);
  return json as Json<T>;
}
