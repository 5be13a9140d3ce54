/** What is kept of a question, by name: that it had a name or an address in it is told, and not which. */
export type Kept = Readonly<Record<string, string>>;

// Of no person, whoever chose them.
const plainNames = new Set(["team", "teams", "sort", "type", "status", "held", "step", "method"]);
const plainText =
  /^(true|false|\d{1,19}|\d{4}-\d{2}-\d{2}(T[\d:.]+(Z|[+-][\d:]+))?|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12})$/;
const longest = 200;

/** A record of a read must not hold what it was of: an address that was looked for would outlast its erasure. */
export const keptOf = (asked: object): Kept =>
  Object.fromEntries(
    Object.entries(asked).flatMap(([name, value]) => {
      const text = textOf(value);
      if (text === undefined) return [];
      return [[name, plainNames.has(name) || plainText.test(text) ? text.slice(0, longest) : "…"]];
    }),
  );

function textOf(value: unknown): string | undefined {
  switch (typeof value) {
    case "string":
      return value;
    case "number":
    case "bigint":
    case "boolean":
      return String(value);
    case "object":
      if (value === null) return undefined;
      return Array.isArray(value) ? value.map((each) => textOf(each) ?? "").join(", ") : "…";
    case "undefined":
    case "function":
    case "symbol":
      return undefined;
  }
}
