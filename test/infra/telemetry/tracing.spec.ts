import { afterAll, beforeAll, expect, it } from "@jest/globals";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { traceIdOf } from "../../../src/infra/telemetry/tracing.ts";
import { until } from "../../support/embeddedHomes.ts";
import { useDatabase } from "../../support/postgres.ts";
import { running, type Running } from "../../support/running.ts";

type Span = {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly name: string;
};
type Export = {
  readonly resourceSpans: readonly { readonly scopeSpans: readonly { readonly spans: readonly Span[] }[] }[];
};

/** A collector, one Muster that serves, and another that projects. */
const database = useDatabase();
const spans: Span[] = [];
let collector: Server;
let serving: Running;
let projecting: Running;

beforeAll(async () => {
  collector = createServer((request, response) => {
    let body = "";
    request.setEncoding("utf8").on("data", (text: string) => (body += text));
    request.on("end", () => {
      const { resourceSpans } = JSON.parse(body) as Export;
      spans.push(...resourceSpans.flatMap(({ scopeSpans }) => scopeSpans.flatMap((each) => each.spans)));
      response.setHeader("content-type", "application/json").end("{}");
    });
  });
  await new Promise<void>((resolve) => collector.listen(0, "127.0.0.1", resolve));
  const { port } = collector.address() as AddressInfo;
  const settings = { OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${port}` };
  projecting = await running(database().url, settings);
  serving = await running(database().url, { ...settings, MUSTER_KEY_FILE: `${projecting.home}/keys.json` });
  projecting.project();
});
afterAll(async () => {
  await serving.close();
  await projecting.close();
  collector.close();
});

const ofTrace = (traceId: string) => spans.filter((span) => span.traceId === traceId);
async function traced(headers: Readonly<Record<string, string>>, name: string) {
  const answer = await serving.send("POST", "/v1/queues", { name }, headers);
  expect(answer.status).toBe(201);
  const correlationId = answer.headers.get("x-correlation-id") ?? "";
  const traceId = traceIdOf(correlationId);
  await until("it is projected and told", () => ofTrace(traceId).some((span) => span.name === "project"));
  await until("all of it is told", () => ofTrace(traceId).some((span) => span.name === "POST /v1/queues"));
  const named = (wanted: string) => ofTrace(traceId).find((span) => span.name === wanted);
  return { correlationId, traceId, named };
}

it("one trace leads from the request to the rows that another process projects", async () => {
  const { traceId, correlationId, named } = await traced({}, "One");
  const [request, command, project] = ["POST /v1/queues", "command", "project"].map(named);
  expect(traceId).toBe(correlationId.replaceAll("-", ""));
  expect(command?.parentSpanId).toBe(request?.spanId);
  // The first request opens the log as well, which is an append of its own.
  const appends = ofTrace(traceId).filter(({ name }) => name === "append");
  expect(appends.map(({ parentSpanId }) => parentSpanId)).toContain(command?.spanId);
  expect(project?.parentSpanId).toBe(command?.spanId);
  expect(JSON.stringify(spans)).not.toMatch(/One|Bearer/);
});

it("a caller's trace is gone on with", async () => {
  const [theirs, parent] = ["0af7651916cd43dd8448eb211c80319c", "b7ad6b7169203331"];
  const { traceId, named } = await traced({ traceparent: `00-${theirs}-${parent}-01` }, "Two");
  expect(traceId).toBe(theirs);
  expect(named("POST /v1/queues")?.parentSpanId).toBe(parent);
});

it("a correlation id of the caller's own counts more than a trace that it is not of", async () => {
  const traceparent = "00-1af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
  const { correlationId, named } = await traced({ traceparent, "x-correlation-id": "payroll-9" }, "Three");
  expect(correlationId).toBe("payroll-9");
  expect(named("POST /v1/queues")?.parentSpanId ?? "").toBe("");
});
