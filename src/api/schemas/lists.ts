import { z } from "zod";
import { told } from "./points.ts";
import { text } from "./values.ts";

/** A number in an address is written in digits, and in nothing else that a number can be made of. */
export const wholeNumber = (least: number, most: number) =>
  z.preprocess(
    (given) => (typeof given === "string" && /^\d{1,9}$/.test(given) ? Number(given) : given),
    z
      .int({ error: `takes a whole number from ${least} to ${most}` })
      .min(least)
      .max(most),
  );

/** What every list is asked with. */
export const paging = {
  limit: wholeNumber(1, 200).default(50).meta({ description: "So many items at most, 1 to 200." }),
  cursor: text(4000).optional().meta({ description: "What the page before gave as `next`." }),
};

/** A part of a list; `next` is null at the end. */
export const listOf = <Item extends z.ZodType>(item: Item) =>
  z.object({ items: z.array(item), next: z.string().nullable().meta({ description: "The cursor of the next page." }) });

/** A list that can be asked for as of another point. */
export const listAt = <Item extends z.ZodType>(item: Item) => listOf(item).extend(told);

/** A question that is answered with yes or no, and with no unless it is asked. */
export const flag = (description: string) => z.enum(["true", "false"]).default("false").meta({ description });
