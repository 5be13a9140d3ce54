import type { Difference } from "../ports/projections.ts";

const told = 100;

/** Collects what is wrong, and of what is wrong in the same way very often only the first ones. */
export function faultList() {
  const found: Difference[] = [];
  const many = new Map<string, number>();
  return {
    add(table: string, key: string, { column = "*", live, expected }: Partial<Difference>): void {
      const count = (many.get(table) ?? 0) + 1;
      many.set(table, count);
      if (count <= told) found.push({ table, key, column, live, expected });
    },
    list: (): readonly Difference[] => [
      ...found,
      ...[...many].flatMap(([table, count]): readonly Difference[] =>
        count <= told ? [] : [{ table, key: "*", column: "*", live: `${count - told} more`, expected: "none" }],
      ),
    ],
  };
}

export type Faults = ReturnType<typeof faultList>;
