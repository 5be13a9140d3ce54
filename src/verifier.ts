import { readFileSync } from "node:fs";

/** The program that checks a bundle with nothing but Node, to be handed out with it. */
export const verifierText = (): string => readFileSync(new URL("../docs/verify-bundle.mjs", import.meta.url), "utf8");
