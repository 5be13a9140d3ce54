import { z } from "zod";

export const teamSchema = z
  .object({
    team: z.string(),
    active: z.int().meta({ description: "How many are on it." }),
    left: z.int().meta({ description: "How many have left from it." }),
  })
  .meta({ id: "Team" });

/** A member in the org chart, with those below. */
export const chartNode = z
  .object({
    memberId: z.string(),
    name: z.string(),
    team: z.string(),
    title: z.string().nullable(),
    managerId: z.string().nullable(),
    directReports: z
      .int()
      .meta({ description: "How many report to them; where `reports` has fewer, ask with `root`." }),
    get reports() {
      return z.array(chartNode);
    },
  })
  .meta({ id: "ChartNode" });
export type ChartAnswer = z.infer<typeof chartNode>;
