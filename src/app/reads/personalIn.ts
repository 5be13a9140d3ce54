/** Whose data an answer has: members by id, and how many more that cannot be told apart or are too many. */
export type Persons = { readonly memberIds: readonly string[]; readonly others: number };

/** So many are named in one record. */
const mostNamed = 1_000;

/**
 * Looks through an answer, whatever its shape: a member is who has a `memberId`, or an `email` and no id. Of a file of
 * comma-separated values each line is somebody, where its columns are a person's.
 */
export function personsIn(answer: unknown): Persons {
  if (typeof answer === "string") return { memberIds: [], others: linesOf(answer) };
  const found = { ids: new Set<string>(), others: 0 };
  look(answer, found);
  const named = [...found.ids].slice(0, mostNamed);
  return { memberIds: named, others: found.others + found.ids.size - named.length };
}

function look(value: unknown, found: { readonly ids: Set<string>; others: number }): void {
  if (typeof value !== "object" || value === null) return;
  if (!Array.isArray(value)) {
    const { memberId, email } = value as { readonly memberId?: unknown; readonly email?: unknown };
    if (typeof memberId === "string") found.ids.add(memberId);
    else if (typeof email === "string" && email.includes("@")) found.others++;
  }
  for (const part of Object.values(value)) look(part, found);
}

const personal = /(^|,)(name|email|member|field)(,|$)/;

function linesOf(csv: string): number {
  const [header = "", ...lines] = csv.split("\r\n");
  return personal.test(header) ? lines.filter((line) => line !== "").length : 0;
}
