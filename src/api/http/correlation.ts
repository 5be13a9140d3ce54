import { randomUUID } from "node:crypto";
import type { IncomingMessage } from "node:http";

const taken = /^[A-Za-z0-9._-]{1,64}$/;

/** The id under which a request is found in logs and events: the caller's own, where it is one, else that of its trace
 * (https://www.w3.org/TR/trace-context/), else a new one. */
export function correlationId({ headers }: Pick<IncomingMessage, "headers">): string {
  const given = headers["x-correlation-id"];
  if (typeof given === "string" && taken.test(given)) return given;
  const { traceparent = "" } = headers;
  return (
    (typeof traceparent === "string" && /^[0-9a-f]{2}-((?!0{32})[0-9a-f]{32})-/.exec(traceparent)?.[1]) || randomUUID()
  );
}
