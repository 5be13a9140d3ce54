import { isIP } from "node:net";
import { z } from "zod";
import type { TicketSettings } from "./app/ports/tickets.ts";

/** A setting that cannot be used; the sentence names it and what it takes. */
export class BadSetting extends Error {
  override readonly name = "BadSetting";
}

const url = (schemes: readonly string[], example: string) =>
  z
    .string()
    .refine(
      (text) =>
        new RegExp(`^(${schemes.join("|").replace("+", "\\+")})://[^/?]`).test(text) && URL.canParse(singleHost(text)),
      {
        error: `takes an address such as ${example}`,
      },
    );

// A cluster's address lists several hosts, which no URL parser takes.
const singleHost = (text: string) => text.replace(/^([^:]+:\/\/(?:[^@/]*@)?[^,/?]*),[^/?]*/, "$1");

const isZone = (name: string): boolean => {
  try {
    new Intl.DateTimeFormat("en", { timeZone: name });
    return true;
  } catch {
    return false;
  }
};

const path = z.string().refine((text) => text.trim() !== "" && !text.includes("\0"), { error: "takes a path" });

const name = z.string().max(63, { error: "takes a name of at most 63 characters" });

const settings = z.object({
  DATABASE_URL: url(["postgres", "postgresql"], "postgres://user:password@host:5432/database").optional(),
  EVENTSTORE_URL: url(["esdb", "esdb+discover"], "esdb://host:2113?tls=false").optional(),
  MUSTER_HOME: path.optional(),
  MUSTER_FILE: path.optional(),
  MUSTER_KEY_FILE: path.optional(),
  MUSTER_LOG: z
    .string()
    .regex(/^[a-z][a-z0-9_]{0,39}$/, { error: "takes 1 to 40 lower-case letters, digits and _, a letter first" })
    .default("muster"),
  MUSTER_TIMEZONE: z.string().refine(isZone, { error: "takes an IANA time zone such as Australia/Sydney" }).optional(),
  MUSTER_HOST: z
    .string()
    .refine((host) => isIP(host) !== 0 || /^[a-z0-9.-]+$/i.test(host), { error: "takes a host name or an address" })
    .default("127.0.0.1"),
  MUSTER_PORT: z.coerce
    .number({ error: "takes a port, 0 to 65535" })
    .int({ error: "takes a port, 0 to 65535" })
    .min(0, { error: "takes a port, 0 to 65535" })
    .max(65535, { error: "takes a port, 0 to 65535" })
    .default(8420),
  MUSTER_TICKETS_TABLE: name.default("tickets"),
  MUSTER_TICKETS_ID: name.default("TKT-Ticket ID"),
  MUSTER_TICKETS_SUMMARY: name.default("TKT-Summary"),
  MUSTER_TICKETS_STATUS: name.default("TKT-Status"),
  MUSTER_TICKETS_QUEUE: name.default("TKT-Queue"),
  MUSTER_TICKETS_ASSIGNEE: name.default("TKT-Assigned To User"),
  MUSTER_TICKETS_CREATED: name.default("TKT-Created Date"),
  MUSTER_TICKETS_CLOSED: z.string().default("Closed,Resolved,Cancelled"),
});

/**
 * Everything that can be set, validated once. What is absent is decided by who needs it: the home by a search, the
 * time zone by the log's first event.
 */
export type Config = {
  readonly databaseUrl: string | undefined;
  readonly eventStoreUrl: string | undefined;
  readonly home: string | undefined;
  readonly file: string | undefined;
  readonly keyFile: string | undefined;
  readonly log: string;
  readonly timezone: string | undefined;
  readonly host: string;
  readonly port: number;
  readonly tickets: TicketSettings;
};

/** Reads the settings from an environment; a variable that is set but empty counts as unset. @throws {BadSetting} */
export function readConfig(env: Readonly<Record<string, string | undefined>>): Config {
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== undefined && value !== ""));
  const parsed = settings.safeParse(given);
  if (!parsed.success) throw new BadSetting(parsed.error.issues.map(sentence).join(" "));
  const known = parsed.data;
  return {
    databaseUrl: known.DATABASE_URL,
    eventStoreUrl: known.EVENTSTORE_URL,
    home: known.MUSTER_HOME,
    file: known.MUSTER_FILE,
    keyFile: known.MUSTER_KEY_FILE,
    log: known.MUSTER_LOG,
    timezone: known.MUSTER_TIMEZONE,
    host: known.MUSTER_HOST,
    port: known.MUSTER_PORT,
    tickets: ticketSettings(known),
  };
}

const ticketSettings = (known: z.infer<typeof settings>): TicketSettings => ({
  table: known.MUSTER_TICKETS_TABLE,
  columns: {
    id: known.MUSTER_TICKETS_ID,
    summary: known.MUSTER_TICKETS_SUMMARY,
    status: known.MUSTER_TICKETS_STATUS,
    queue: known.MUSTER_TICKETS_QUEUE,
    assignee: known.MUSTER_TICKETS_ASSIGNEE,
    created: known.MUSTER_TICKETS_CREATED,
  },
  closedStatuses: known.MUSTER_TICKETS_CLOSED.split(",").map((status) => status.trim()),
});

// The value is not repeated: an address may hold a password.
const sentence = ({ path: [name], message }: z.core.$ZodIssue): string => `The setting ${String(name)} ${message}.`;
