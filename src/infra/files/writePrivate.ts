import { open } from "node:fs/promises";

/** Creates a file that must not be there yet, for its owner alone, and is on the disk when this returns. */
export async function writePrivate(path: string, text: string): Promise<void> {
  const file = await open(path, "wx", 0o600);
  try {
    await file.writeFile(text);
    await file.sync();
  } finally {
    await file.close();
  }
}
