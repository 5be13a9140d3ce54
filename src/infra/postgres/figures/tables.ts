import type { StreamFacts } from "../../../app/figures/foldStreams.ts";
import type { Cover, Presence, QueueTerm, Stay } from "../../../projections/figures/facts.ts";
import { presencesOf } from "../../../projections/figures/presences.ts";

/** Where facts of one kind lie: which columns, of which types, hold which property. The first column says whose they are. */
export type FactTable<Row> = {
  readonly name: string;
  readonly columns: readonly { readonly name: string; readonly type: string; readonly property: keyof Row & string }[];
  readonly rowsOf: (stream: StreamFacts) => readonly Row[];
};

type Types<Row> = { readonly [P in keyof Row]: string };

const named: Readonly<Record<string, string>> = { from: "first_day", to: "last_day" };
const snakeCase = (property: string): string =>
  named[property] ?? property.replace(/[A-Z]/gu, (letter) => `_${letter.toLowerCase()}`);

/** A column for every property: a fact that gets one more does not compile until it has one. */
const columnsOf = <Row>(types: Types<Row>): FactTable<Row>["columns"] =>
  (Object.entries(types) as [keyof Row & string, string][]).map(([property, type]) => ({
    ...{ property, type, name: snakeCase(property) },
  }));

const interval = { from: "date", to: "date" } as const;
const ofPresence: Types<Presence> = { memberId: "uuid", ...interval, begins: "text", ends: "text" };
const ofStay: Types<Stay> = {
  ...ofPresence,
  team: "text",
  title: "text",
  managerId: "uuid",
  startDate: "date",
  servedBefore: "integer",
};

export const stays: FactTable<Stay> = {
  name: "muster.stays",
  columns: columnsOf(ofStay),
  rowsOf: ({ facts }) => facts.stays,
};

export const presences: FactTable<Presence> = {
  name: "muster.presences",
  columns: columnsOf(ofPresence),
  rowsOf: ({ facts }) => presencesOf(facts.stays),
};

export const covers: FactTable<Cover> = {
  name: "muster.covers",
  columns: columnsOf<Cover>({
    memberId: "uuid",
    assignmentId: "uuid",
    ...interval,
    begins: "text",
    ends: "text",
    queueId: "uuid",
    assignmentType: "text",
    team: "text",
  }),
  rowsOf: ({ facts }) => facts.covers,
};

export const terms: FactTable<QueueTerm> = {
  name: "muster.queue_terms",
  columns: columnsOf<QueueTerm>({ queueId: "uuid", ...interval, name: "text", minimum: "integer" }),
  rowsOf: ({ facts }) => facts.terms,
};
