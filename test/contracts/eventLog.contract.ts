import { describe } from "@jest/globals";
import { appending } from "./appending.ts";
import { following } from "./following.ts";
import type { LogUnderTest } from "./logFixture.ts";
import { reading } from "./reading.ts";

/** What every log keeps, whatever it is built on. Each adapter's spec calls this with its fixture. */
export function eventLogContract(subject: LogUnderTest): void {
  describe(`the log's contract, kept by ${subject.name}`, () => {
    appending(subject);
    reading(subject);
    following(subject);
  });
}

/** Says that an adapter was not put to the contract in this run, and why. */
export function eventLogContractSkipped(name: string, reason: string): void {
  describe.skip(`the log's contract, kept by ${name} (skipped: ${reason})`, () => {
    appending({ name, dense: false, open: () => Promise.reject(new Error(reason)) });
    reading({ name, dense: false, open: () => Promise.reject(new Error(reason)) });
    following({ name, dense: false, open: () => Promise.reject(new Error(reason)) });
  });
}
