import { AsyncLocalStorage } from "node:async_hooks";
import { createHash, randomBytes } from "node:crypto";
import {
  type Context,
  type Span as Traced,
  ROOT_CONTEXT,
  SpanKind,
  SpanStatusCode,
  trace,
  TraceFlags,
  type Tracer,
} from "@opentelemetry/api";
import { OTLPTraceExporter } from "@opentelemetry/exporter-trace-otlp-http";
import { BatchSpanProcessor, NodeTracerProvider } from "@opentelemetry/sdk-trace-node";
import { type DecodedEvent, isUnreadable } from "../../app/codec/eventCodec.ts";
import type { Tracing } from "../../app/ports/tracing.ts";

const hash = (text: string, digits: number): string => createHash("sha256").update(text).digest("hex").slice(0, digits);

/** A UUID is a trace's id without its dashes; of other correlation ids it is the hash. */
export function traceIdOf(correlationId: string): string {
  const plain = correlationId.replaceAll("-", "").toLowerCase();
  return /^(?!0{32})[0-9a-f]{32}$/.test(plain) ? plain : hash(correlationId, 32);
}

const commandSpanId = (commandId: string): string => hash(`command ${commandId}`, 16);
/** The trace of what is older has long been shown: a rebuild of tables is none of its news. */
const freshMs = 3_600_000;

type Begin = {
  readonly traceId: string;
  readonly parent: Context;
  readonly spanId?: string;
  readonly kind?: SpanKind;
};

/** A tracer that begins spans under ids of our choice. */
function tracerTo(endpoint: string) {
  let next = { traceId: "", spanId: "" };
  const exporter = new OTLPTraceExporter({ url: `${endpoint.replace(/\/$/, "")}/v1/traces`, timeoutMillis: 2_000 });
  const provider = new NodeTracerProvider({
    idGenerator: {
      generateTraceId: () => next.traceId || randomBytes(16).toString("hex"),
      generateSpanId: () => next.spanId || randomBytes(8).toString("hex"),
    },
    spanProcessors: [new BatchSpanProcessor(exporter, { scheduledDelayMillis: 1_000 })],
  });
  const tracer = provider.getTracer("muster");
  return {
    tracer,
    begin: (name: string, { traceId, parent, spanId = "", kind = SpanKind.INTERNAL }: Begin): Traced => {
      next = { traceId, spanId };
      const span = tracer.startSpan(name, { kind }, parent);
      next = { traceId: "", spanId: "" };
      return span;
    },
    close: () => provider.shutdown().catch(() => undefined),
  };
}

const remote = (traceId: string, spanId: string): Context =>
  trace.setSpanContext(ROOT_CONTEXT, { traceId, spanId, traceFlags: TraceFlags.SAMPLED, isRemote: true });

function end(span: Traced, failed: boolean): void {
  if (failed) span.setStatus({ code: SpanStatusCode.ERROR });
  span.end();
}

type Around = { readonly context: Context; readonly traceId: string };
const active = new AsyncLocalStorage<Around>();
const aroundOf = (span: Traced, traceId: string): Around => ({ context: trace.setSpan(ROOT_CONTEXT, span), traceId });

async function during<T>(span: Traced, traceId: string, work: () => Promise<T>): Promise<T> {
  try {
    const done = await active.run(aroundOf(span, traceId), work);
    end(span, false);
    return done;
  } catch (error) {
    end(span, true);
    throw error;
  }
}

/** Sends traces to a collector, by OTLP over HTTP; no tracer of the process is set. `close` sends what is left. */
export function otlpTracing(endpoint: string): Tracing & { close(): Promise<void> } {
  const { tracer, begin, ...sending } = tracerTo(endpoint);
  return {
    request(name, correlationId, traceparent) {
      const traceId = traceIdOf(correlationId);
      const [, theirs, parentId = ""] = /^[0-9a-f]{2}-([0-9a-f]{32})-([0-9a-f]{16})-/.exec(traceparent ?? "") ?? [];
      const parent = theirs === traceId ? remote(traceId, parentId) : ROOT_CONTEXT;
      const span = begin(name, { traceId, parent, kind: SpanKind.SERVER });
      return { within: (work) => active.run(aroundOf(span, traceId), work), end: (failed) => end(span, failed) };
    },
    command({ commandId, correlationId }, work) {
      const traceId = traceIdOf(correlationId);
      const around = active.getStore();
      const parent = around?.traceId === traceId ? around.context : ROOT_CONTEXT;
      return during(begin("command", { traceId, parent, spanId: commandSpanId(commandId) }), traceId, work);
    },
    append(work) {
      const around = active.getStore();
      if (!around) return work();
      return during(begin("append", { traceId: around.traceId, parent: around.context }), around.traceId, work);
    },
    projected: (events, since) => tellProjected(tracer, events, since),
    close: () => sending.close(),
  };
}

/** One span a command, as its child. */
function tellProjected(tracer: Tracer, events: readonly DecodedEvent[], since: number): void {
  const now = Date.now();
  const told = new Map<string, { readonly traceId: string; readonly position: string }>();
  for (const event of events) {
    if (isUnreadable(event) || now - Date.parse(event.meta.recordedAt) > freshMs) continue;
    const { commandId, correlationId } = event.meta;
    told.set(commandId, { traceId: traceIdOf(correlationId), position: String(event.position) });
  }
  for (const [commandId, { traceId, position }] of told) {
    const options = { startTime: since, attributes: { "muster.position": position } };
    tracer.startSpan("project", options, remote(traceId, commandSpanId(commandId))).end(now);
  }
}
