import { z } from "zod";
import { text } from "./values.ts";

/** What every list is asked with. */
export const paging = {
  limit: z.coerce.number().int().min(1).max(200).default(50).meta({ description: "So many items at most, 1 to 200." }),
  cursor: text(4000).optional().meta({ description: "What the page before gave as `next`." }),
};

/** A part of a list; `next` is null at the end. */
export const listOf = <Item extends z.ZodType>(item: Item) =>
  z.object({ items: z.array(item), next: z.string().nullable().meta({ description: "The cursor of the next page." }) });

/** A question that is answered with yes or no, and with no unless it is asked. */
export const flag = (description: string) => z.enum(["true", "false"]).default("false").meta({ description });
