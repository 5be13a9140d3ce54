import { folded } from "../kernel/fold.ts";
import { lineOfText } from "../kernel/text.ts";

export const queueName = (text: string): string => lineOfText("name", text);

/** What makes two queue names the same: case, width and runs of spaces do not tell them apart. */
export const normaliseQueueName = (name: string): string => folded(name);
