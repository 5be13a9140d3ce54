import { reportFigures } from "./reportFigures.ts";
import type { TeamFunction } from "./teamFunction.ts";

/** What an assistant can call beside the functions: other doors have their own ways to it. */
export const assistantFunctions: readonly TeamFunction[] = [reportFigures];
