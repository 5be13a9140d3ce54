import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from "prom-client";
import type { Health } from "../../app/health/health.ts";
import type { RequestWatch } from "../../app/ports/requestWatch.ts";
import type { Tally } from "../../app/ports/tally.ts";

/** The figures of one server, in a registry of its own. */
export type Metrics = {
  readonly handled: RequestWatch;
  /** In the text format of Prometheus. */
  text(): Promise<string>;
  readonly contentType: string;
};

type Sources = { readonly health: () => Promise<Health>; readonly tally: Tally };

// From a read of the tables, which takes a millisecond, to what a request may take at the most.
const buckets = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 25];

export function metrics({ health, tally }: Sources): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const durations = new Histogram({
    name: "muster_http_request_duration_seconds",
    help: "How long requests took, by the pattern of their route, method and status.",
    labelNames: ["method", "route", "status"],
    ...{ buckets, registers: [registry] },
  });
  countLog(registry, tally);
  const show = gauges(registry);
  return {
    contentType: registry.contentType,
    handled: ({ method, route, status, ms }) => durations.observe({ method, route, status }, ms / 1000),
    async text() {
      show(await health());
      return registry.metrics();
    },
  };
}

function countLog(registry: Registry, tally: Tally): void {
  const counter = (name: string, help: string, count: () => number) =>
    new Counter({
      ...{ name, help, registers: [registry] },
      collect() {
        this.reset();
        this.inc(count());
      },
    });
  counter("muster_appends_total", "Appends to the log that were stored, by this process.", () => tally.appends);
  counter("muster_appended_events_total", "Events in them.", () => tally.events);
  counter("muster_append_conflicts_total", "Appends that met a change by others.", () => tally.conflicts);
}

type MakeGauge = (name: string, help: string) => (value: number | null) => void;

/** What is not known now has no value, rather than a wrong one. */
function gauges(registry: Registry): (health: Health) => void {
  const gauge: MakeGauge = (name, help) => {
    const made = new Gauge({ name: `muster_${name}`, help, registers: [registry] });
    return (value) => (value === null ? made.remove() : made.set(value));
  };
  const ready = gauge("ready", "1 where /readyz says that all is well, else 0.");
  const lagEvents = gauge("projector_lag_events", "Events of the log that are not in the read tables yet.");
  const lagSeconds = gauge("projector_lag_seconds", "How long the oldest of them has been waiting.");
  const parked = gauge("parked_events", "Events that could not be applied.");
  const age = gauge("file_age_seconds", "The time since the kept file was written.");
  const showLedger = ledgerGauges(gauge);
  return ({ ok, checks: { projector, parked: held, file, ledger } }) => {
    showLedger(ledger);
    ready(Number(ok));
    lagEvents(projector.lagEvents);
    lagSeconds(projector.lagSeconds);
    parked(held.events);
    age(file.ageSeconds);
  };
}

function ledgerGauges(gauge: MakeGauge): (ledger: Health["checks"]["ledger"]) => void {
  const position = gauge("ledger_position", "The position up to which the ledger has the log's hashes.");
  const signed = gauge("ledger_signed_position", "The position up to which a signed head vouches for the log.");
  const events = gauge("ledger_unsigned_events", "Events that no head vouches for yet.");
  const seconds = gauge("ledger_unsigned_seconds", "How long the oldest of them has been waiting.");
  const age = gauge("ledger_head_age_seconds", "The time since the newest head was signed.");
  return (ledger) => {
    position(ledger.position === null ? null : Number(ledger.position));
    signed(ledger.signedPosition === null ? null : Number(ledger.signedPosition));
    events(ledger.unsignedEvents);
    seconds(ledger.unsignedSeconds);
    age(ledger.headAgeSeconds);
  };
}
