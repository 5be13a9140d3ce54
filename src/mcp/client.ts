import type { Caller } from "../app/functions/callFunction.ts";

/**
 * Who calls, and how they are answered.
 * @property calling sees each call that is under way
 * @property onProblem hears of what went wrong that no rule or right explains
 */
export type Client = {
  readonly caller: Caller;
  readonly calling: <Answer>(call: Promise<Answer>) => Promise<Answer>;
  readonly onProblem: (problem: unknown) => void;
};
