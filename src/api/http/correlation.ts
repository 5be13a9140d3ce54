import { randomUUID } from "node:crypto";
import type { IncomingMessage } from "node:http";

const taken = /^[A-Za-z0-9._-]{1,64}$/;

/** The id under which a request is found in logs and events: the caller's own, where it is one, else a new one. */
export function correlationId({ headers }: Pick<IncomingMessage, "headers">): string {
  const given = headers["x-correlation-id"];
  return typeof given === "string" && taken.test(given) ? given : randomUUID();
}
