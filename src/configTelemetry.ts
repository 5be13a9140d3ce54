import { z } from "zod";
import { journalLevels } from "./infra/telemetry/journalLevels.ts";

/** What a process tells of itself, and to whom. */
export const telemetrySettings = {
  MUSTER_LOG_LEVEL: z.enum(journalLevels, { error: `takes one of ${journalLevels.join(", ")}` }).default("info"),
};
