import { isIP } from "node:net";
import { z } from "zod";
import { keyTextShape, parseKeyText } from "./infra/crypto/keyText.ts";
import { leastYears } from "./domain/retention/retention.ts";
import type { Authentication } from "./app/access/listening.ts";
import type { TicketSettings } from "./app/ports/tickets.ts";
import { accessSettings, togetherWrong } from "./configAccess.ts";
import { telemetrySettings } from "./configTelemetry.ts";
import type { JournalLevel } from "./infra/telemetry/journalLevels.ts";
import { ticketSettings, ticketsOf } from "./configTickets.ts";

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

const retentionShape = `takes a number of years, ${leastYears} to 100`;

const settings = z.object({
  DATABASE_URL: url(["postgres", "postgresql"], "postgres://user:password@host:5432/database").optional(),
  EVENTSTORE_URL: url(["esdb", "esdb+discover"], "esdb://host:2113?tls=false").optional(),
  MUSTER_HOME: path.optional(),
  MUSTER_FILE: path.optional(),
  MUSTER_KEY_FILE: path.optional(),
  MUSTER_KEYS: z
    .string()
    .refine((text) => parseKeyText(text) !== undefined, { error: `takes the text of a key file: ${keyTextShape}` })
    .optional(),
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
  MUSTER_RETENTION_YEARS: z.coerce
    .number({ error: retentionShape })
    .int({ error: retentionShape })
    .min(leastYears, { error: retentionShape })
    .max(100, { error: retentionShape })
    .default(leastYears),
  ...accessSettings,
  ...ticketSettings,
  ...telemetrySettings,
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
  /** The text of a key file. A secret: not to be shown. */
  readonly keys: string | undefined;
  readonly log: string;
  /** For how many years who left is kept. */
  readonly retentionYears: number;
  readonly timezone: string | undefined;
  readonly host: string;
  readonly port: number;
  readonly authentication: Authentication;
  readonly behindTls: boolean;
  /** Whether it is recorded which personal data auditors and administrators read. */
  readonly recordReads: boolean;
  /** Whose word is taken for the address of a caller: addresses and networks. */
  readonly trustedProxies: readonly string[];
  readonly oidcIssuer: string | undefined;
  readonly oidcAudience: string | undefined;
  readonly oidcJwksUrl: string | undefined;
  readonly oidcAlgorithms: readonly string[];
  /** In seconds. */
  readonly oidcClockSkew: number;
  readonly oidcRolesClaim: string;
  readonly oidcTeamClaim: string | undefined;
  readonly oidcEmailClaim: string;
  readonly logLevel: JournalLevel;
  readonly otlpEndpoint: string | undefined;
  readonly tickets: TicketSettings;
};

/** Reads the settings from an environment; a variable that is set but empty counts as unset. @throws {BadSetting} */
export function readConfig(env: Readonly<Record<string, string | undefined>>): Config {
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== undefined && value !== ""));
  const parsed = settings.safeParse(given);
  if (!parsed.success) throw new BadSetting(parsed.error.issues.map(sentence).join(" "));
  const contradiction = togetherWrong(given);
  if (contradiction !== undefined) throw new BadSetting(contradiction);
  const known = parsed.data;
  if (known.MUSTER_KEYS !== undefined && known.MUSTER_KEY_FILE !== undefined)
    throw new BadSetting("The settings MUSTER_KEYS and MUSTER_KEY_FILE both say where the keys are: set one of them.");
  return {
    databaseUrl: known.DATABASE_URL,
    eventStoreUrl: known.EVENTSTORE_URL,
    home: known.MUSTER_HOME,
    file: known.MUSTER_FILE,
    keyFile: known.MUSTER_KEY_FILE,
    keys: known.MUSTER_KEYS,
    log: known.MUSTER_LOG,
    retentionYears: known.MUSTER_RETENTION_YEARS,
    timezone: known.MUSTER_TIMEZONE,
    host: known.MUSTER_HOST,
    port: known.MUSTER_PORT,
    authentication: known.MUSTER_AUTHENTICATION ?? (known.MUSTER_OIDC_ISSUER === undefined ? "local" : "oidc"),
    behindTls: known.MUSTER_BEHIND_TLS,
    recordReads: known.MUSTER_RECORD_READS,
    trustedProxies: known.MUSTER_TRUSTED_PROXIES,
    oidcIssuer: known.MUSTER_OIDC_ISSUER,
    oidcAudience: known.MUSTER_OIDC_AUDIENCE,
    oidcJwksUrl: known.MUSTER_OIDC_JWKS_URL,
    oidcAlgorithms: known.MUSTER_OIDC_ALGORITHMS,
    oidcClockSkew: known.MUSTER_OIDC_CLOCK_SKEW,
    oidcRolesClaim: known.MUSTER_OIDC_ROLES_CLAIM,
    oidcTeamClaim: known.MUSTER_OIDC_TEAM_CLAIM,
    oidcEmailClaim: known.MUSTER_OIDC_EMAIL_CLAIM,
    logLevel: known.MUSTER_LOG_LEVEL,
    otlpEndpoint: known.OTEL_EXPORTER_OTLP_ENDPOINT,
    tickets: ticketsOf(known),
  };
}

// The value is not repeated: an address may hold a password, and the keys are secret.
const sentence = ({ path: [name], message }: z.core.$ZodIssue): string => `The setting ${String(name)} ${message}.`;
