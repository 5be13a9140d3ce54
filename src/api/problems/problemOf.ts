import { hasZodFastifySchemaValidationErrors } from "fastify-type-provider-zod";
import { AccessDenied } from "../../app/access/access.ts";
import { AuthenticationUnavailable, Unauthenticated } from "../../app/access/failures.ts";
import { TablesBehind } from "../../app/ports/projections.ts";
import { LogUnavailable, StreamConflict } from "../../app/ports/eventLog.ts";
import { isOutage } from "../../app/outages.ts";
import { ReadNotRecorded } from "../../app/reads/readRecord.ts";
import { UnreadableEvent } from "../../app/streamReader.ts";
import { Rejection } from "../../domain/kernel/rejection.ts";
import { type Problem, ProblemError, type Refused, refused } from "./problem.ts";
import { pointerOf } from "./pointers.ts";

const soon = { headers: { "retry-after": "1" } };

/** What any thrown value means to who asked. What is not known is told in general terms only: nothing internal leaves. */
export function problemOf(error: unknown, body: unknown): Refused {
  if (error instanceof ProblemError) return error.refused;
  if (error instanceof Rejection) return ofRejection(error, body);
  if (error instanceof AccessDenied) return refused("access-denied", error.message);
  if (error instanceof Unauthenticated)
    return refused("unauthenticated", error.message, { headers: { "www-authenticate": error.challenge } });
  if (error instanceof StreamConflict)
    return refused("stream-conflict", "Others changed the same at the same time, each time. Repeat the request.", soon);
  return ofOutage(error) ?? ofFramework(error) ?? unexpected();
}

function ofRejection({ code, message, details }: Rejection, body: unknown): Refused {
  const pointer = pointerOf(details, body);
  // Who is named in the body and not there makes the body wrong; only the address can be not found.
  const named = (code === "member-unknown" || code === "queue-unknown") && pointer !== undefined;
  return refused(code, message, {
    ...(pointer !== undefined && { pointer }),
    ...(named && { status: 422 }),
    ...(Object.keys(details).length > 0 && { details }),
    ...(code === "rolled-back" && { headers: { "retry-after": "60" } }),
  });
}

function ofOutage(error: unknown): Refused | undefined {
  if (error instanceof ReadNotRecorded) return refused("read-not-recorded", error.message, soon);
  if (error instanceof LogUnavailable) return refused("log-unavailable", "The log cannot be reached. Try again.", soon);
  if (error instanceof AuthenticationUnavailable) return refused("authentication-unavailable", error.message, soon);
  if (isOutage(error))
    return refused("tables-unavailable", "The database cannot be reached, or does not answer. Try again.", soon);
  if (error instanceof TablesBehind) return refused("not-reached", error.message, soon);
  if (error instanceof UnreadableEvent) return refused("unreadable-event", error.message);
  return undefined;
}

type FrameworkError = Error & { readonly code: string; readonly statusCode?: number };

function ofFramework(error: unknown): Refused | undefined {
  if (hasZodFastifySchemaValidationErrors(error)) return ofValidation(error);
  if (!(error instanceof Error) || !("code" in error) || typeof error.code !== "string") return undefined;
  const { code, statusCode } = error as FrameworkError;
  switch (code) {
    case "FST_ERR_CTP_BODY_TOO_LARGE":
      return refused("payload-too-large", "The body is longer than the 64 KB that are taken.");
    case "FST_ERR_CTP_INVALID_MEDIA_TYPE":
      return refused("unsupported-media-type", "A body must be application/json, and that of an import text/csv.");
    case "FST_ERR_CTP_INVALID_CONTENT_LENGTH":
      return refused("invalid-request", "The body has not the length that Content-Length says.");
    case "FST_ERR_BAD_URL":
    case "FST_ERR_MAX_PARAM_LENGTH":
      return refused("invalid-url", "The address cannot be read: see that it is percent-encoded UTF-8.");
    case "FST_ERR_HANDLER_TIMEOUT":
      return refused("timed-out", "The answer took too long. Repeat the request with the same Idempotency-Key.", soon);
  }
  return statusCode === 400 ? refused("invalid-request", "The request cannot be read.") : undefined;
}

const places = { body: "body", querystring: "query", params: "path", headers: "header" } as const;

type Validation = {
  readonly validation: readonly { readonly instancePath: string; readonly message?: string; readonly params: object }[];
  readonly validationContext?: string;
};

function ofValidation(error: unknown): Refused {
  const { validation, validationContext = "body" } = error as Validation;
  const place = places[validationContext as keyof typeof places];
  const errors: NonNullable<Problem["errors"]> = validation
    .slice(0, 20)
    .flatMap(({ instancePath, message, params }) => {
      const at = instancePath === "/" ? "" : instancePath;
      const keys = "keys" in params ? (params.keys as readonly string[]) : [];
      if (keys.length === 0) return [{ in: place, pointer: at, detail: message ?? "is not valid" }];
      return keys.map((key) => ({ in: place, pointer: `${at}/${escaped(key)}`, detail: "This is not known here." }));
    });
  const [first] = errors;
  const where =
    first === undefined || first.pointer === "" ? `The ${place}` : `${first.pointer.slice(1)} in the ${place}`;
  return refused("invalid-request", `${where} is not valid: ${first?.detail ?? "see the API's description."}`, {
    ...(place === "body" && first !== undefined && { pointer: first.pointer }),
    errors,
  });
}

const escaped = (key: string): string => key.slice(0, 100).replaceAll("~", "~0").replaceAll("/", "~1");

const unexpected = (): Refused =>
  refused("unexpected", "Muster did not expect this. It was noted, with the correlation id.");
