import { pino } from "pino";
import { failureOf } from "../../app/failure.ts";
import type { Journal } from "../../app/ports/journal.ts";
import type { JournalLevel } from "./journalLevels.ts";
import { veiled } from "./veiled.ts";

type Told = Readonly<Record<string, unknown>>;

/** A journal of JSON lines. What asks all the time whether Muster is well stands in it from `debug` on. */
export function journal(level: JournalLevel, write: (line: string) => void): Journal {
  const lines = pino(
    {
      ...{ level, base: null, timestamp: pino.stdTimeFunctions.isoTime },
      formatters: { level: (label) => ({ level: label }) },
    },
    { write: (line) => write(inert(line)) },
  );
  return {
    handled({ correlationId, method, route, status, ms }) {
      const told = { correlationId, method, route, status, ms: Math.round(ms * 1000) / 1000 };
      if (status >= 500) lines.warn(told, "request");
      else if (probes.has(route)) lines.debug(told, "request");
      else lines.info(told, "request");
    },
    problem(problem, correlationId) {
      const { code, kind, message } = failureOf(problem);
      const told = { ...(correlationId !== undefined && { correlationId }), code };
      // In a request that is told of only where nothing else explains it.
      if (kind === "unexpected" || correlationId !== undefined)
        lines.error({ ...told, error: traced(problem) }, veiled(message));
      else lines.warn(told, veiled(message));
    },
  };
}

const probes: ReadonlySet<string> = new Set(["/healthz", "/readyz", "/metrics"]);

/** A bug: where it comes from, and what brought it about. Other properties of an error may hold values of a row. */
function traced(error: unknown): Told {
  if (!(error instanceof Error)) return { message: veiled(String(error)) };
  const { name, message, stack, cause } = error;
  return {
    ...{ type: name, message: veiled(message), stack: veiled(stack ?? "") },
    ...(cause !== undefined && { cause: traced(cause) }),
  };
}

/** JSON escapes the older control characters alone; a terminal obeys others too. */
const inert = (line: string): string =>
  line.replace(
    /[\u007F-\u009F\u2028\u2029\u202A-\u202E\u2066-\u2069]/g,
    (order) => `\\u${order.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
