import type { Command } from "../command.ts";
import { addDays, type LocalDate } from "../kernel/time.ts";
import type { About, ChangeEvent } from "./messages.ts";

/** A change that was dated in the future, and what has become of it. */
export type Change = {
  readonly changeId: string;
  readonly about: About;
  readonly on: LocalDate;
  readonly commands: readonly Command[] | null;
  readonly standing: "pending" | "cancelled" | "applied" | "failed";
};

/** Folds a change's stream, in the order in which it was recorded: it has no dates of its own. */
export function evolveChange(state: Change | undefined, { type, data }: ChangeEvent): Change | undefined {
  switch (type) {
    case "ChangeScheduled": {
      const { changeId, about, on, commands } = data;
      return state ?? { changeId, about, on, commands, standing: "pending" };
    }
    case "ChangeRescheduled":
      return (
        state && {
          ...state,
          standing: "pending",
          on: data.to,
          commands: state.commands?.map((each) => datedOn(each, data.to)) ?? null,
        }
      );
    case "ChangeCancelled":
      return state && { ...state, standing: "cancelled" };
    case "ChangeApplied":
      return state && { ...state, standing: "applied" };
    case "ChangeFailed":
      return state && { ...state, standing: "failed" };
  }
}

/** The command, to hold from another date on. */
export const datedOn = (command: Command, on: LocalDate): Command =>
  command.type === "DeactivateMember"
    ? { ...command, data: { ...command.data, lastDay: addDays(on, -1) } }
    : ({ ...command, data: { ...command.data, on } } as Command);
