import { z } from "zod";
import { journalLevels } from "./infra/telemetry/journalLevels.ts";

/** What a process tells of itself, and to whom. */
export const telemetrySettings = {
  MUSTER_LOG_LEVEL: z.enum(journalLevels, { error: `takes one of ${journalLevels.join(", ")}` }).default("info"),
  OTEL_EXPORTER_OTLP_ENDPOINT: z
    .string()
    .refine((text) => /^https?:\/\//.test(text) && URL.canParse(text), {
      error: "takes an address such as http://127.0.0.1:4318",
    })
    .optional(),
};
