import { CommanderError } from "commander";
import { failureOf as meaningOf, type Failure as Meaning } from "../app/failure.ts";
import { Rejection } from "../domain/kernel/rejection.ts";
import { exitCode, type ExitCode, exitCodes } from "./exitCode.ts";
import { hints } from "./hints.ts";
import { Unsettled } from "./unsettled.ts";

/** What went wrong, as a person and a program are told. `hint` is what to type, where there is something. */
export type Failure = Omit<Meaning, "kind"> & { readonly exitCode: ExitCode; readonly hint?: string | undefined };

/** Tells what any thrown value means. */
export function failureOf(error: unknown): Failure {
  if (error instanceof CommanderError)
    return { exitCode: exitCode.badInput, code: "usage", message: usage(error), details: {} };
  if (error instanceof Unsettled) {
    const failure = failureOf(error.cause);
    return { ...failure, message: `${error.message} ${failure.message}` };
  }
  const { kind, ...failure } = meaningOf(error);
  return { exitCode: exitCodes[kind], ...failure, ...hintFor(error, failure.code) };
}

function hintFor(error: unknown, code: string): { readonly hint?: string | undefined } {
  if (error instanceof Rejection) return { hint: hints[error.code] };
  return code === "unexpected" ? { hint: "--verbose shows where it comes from." } : {};
}

const usage = ({ message }: CommanderError): string =>
  message
    .replace(/^error: /, "")
    .replace(/\n/g, " ")
    .replace(/^./, (first) => first.toUpperCase());
