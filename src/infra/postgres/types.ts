import pg from "pg";

type Parse = (value: string) => unknown;

// Dates stay text, whole numbers of eight bytes are bigint; instants are ISO 8601 with milliseconds, as the events have
// them. The connection's time zone must be UTC.
const parsers: ReadonlyMap<number, Parse> = new Map<number, Parse>([
  [20, BigInt],
  [1082, (value) => value],
  [1184, (value) => new Date(`${value.replace(" ", "T")}:00`).toISOString()],
]);

// pg's types list the numbers that it knows; any other is text to it.
const parserOfPg = pg.types.getTypeParser as (oid: number, format?: string) => Parse;

/** How values of the read tables arrive; for `types` of a pg client. */
export const types = {
  getTypeParser: (oid: number, format?: string): Parse => parsers.get(oid) ?? parserOfPg(oid, format),
};
