import { commandAnswers, commandHeaders } from "./commands.ts";

/** The description of a command's route: its own parts, and what every command takes and answers. */
export const commandSchema = <Parts extends object>(parts: Parts) => ({
  headers: commandHeaders,
  response: commandAnswers,
  ...parts,
});
