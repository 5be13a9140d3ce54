import { afterEach, beforeEach } from "@jest/globals";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** A folder of each test's own: `const folder = useFolder()`, then `folder("prefs.json")`. */
export function useFolder(): (...names: readonly string[]) => string {
  let made = "";
  beforeEach(() => {
    made = mkdtempSync(join(tmpdir(), "muster-files-"));
  });
  afterEach(() => rmSync(made, { recursive: true, force: true }));
  return (...names) => join(made, ...names);
}
