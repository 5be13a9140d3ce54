import { type Failure, failureOf } from "../app/failure.ts";
import { Rejection } from "../domain/kernel/rejection.ts";
import type { Client } from "./client.ts";

const away = "Muster cannot reach its database or its log at the moment: try again in a while.";
const unexpected = "Muster failed at this, which is its own fault: its log has the details.";

/** What a client is told of a failure. Only this machine's own user hears what a system said, or where a file lies. */
export function told({ caller, onProblem }: Client, error: unknown): Failure {
  const failure = failureOf(error);
  const { kind } = failure;
  if (kind === "unexpected" || kind === "unavailable") onProblem(error);
  if (kind === "unexpected") return { ...failure, message: unexpected, details: {} };
  if (caller.local === true || error instanceof Rejection || kind === "denied")
    return { ...failure, details: plain(failure.details) };
  const message = kind === "conflict" ? failure.message : away;
  return { ...failure, message, details: {} };
}

/** What JSON can say. */
const plain = (details: Failure["details"]): Failure["details"] =>
  JSON.parse(
    JSON.stringify(details, (_, each: unknown) => (typeof each === "bigint" ? String(each) : each)),
  ) as Failure["details"];
