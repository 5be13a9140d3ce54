// What a terminal could take for an order, or what turns the reading direction of everything after it.
const orders = /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\u202A-\u202E\u2066-\u2069]/gu;

/** The text with everything visible that a terminal would obey; `keep` names what may stay, such as line ends. */
export const printable = (text: string, keep = ""): string =>
  text.replace(orders, (order) => (keep.includes(order) ? order : escaped(order)));

const escaped = (order: string): string => `\\u{${(order.codePointAt(0) ?? 0).toString(16)}}`;

/** A sentence of ours around values of others: only the values are made printable. */
export const plain = (sentence: TemplateStringsArray, ...values: readonly (string | number | bigint)[]): string =>
  sentence.reduce((text, part, index) => text + printable(String(values[index - 1] ?? "")) + part);

// JSON.stringify escapes the older control characters alone.
const unescaped = /[\u007F-\u009F\u2028\u2029\u202A-\u202E\u2066-\u2069]/g;

/** One JSON document that no terminal obeys; positions and revisions are decimal strings. */
export const jsonText = (value: unknown, indent?: number): string =>
  JSON.stringify(value, (_, each: unknown) => (typeof each === "bigint" ? String(each) : each), indent).replace(
    unescaped,
    (order) => `\\u${order.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
