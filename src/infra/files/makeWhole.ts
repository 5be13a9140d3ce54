import { randomUUID } from "node:crypto";
import { link, rm } from "node:fs/promises";
import { dirname } from "node:path";
import { syncFolder } from "./replaceWhole.ts";
import { writePrivate } from "./writePrivate.ts";

/** Makes a file of its user's alone that must not be there yet, whole or not at all. @throws what the system says */
export async function makeWhole(path: string, text: string): Promise<void> {
  const draft = `${path}.${randomUUID()}`;
  try {
    await writePrivate(draft, text);
    // A link fails where the file is there already, and never shows half a file.
    await link(draft, path);
    await syncFolder(dirname(path));
  } finally {
    await rm(draft, { force: true });
  }
}
