import { execFileSync } from "node:child_process";
import { chmodSync, globSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

// Makes `dist/`, which the installed package runs: Node strips no types under node_modules.
const root = join(import.meta.dirname, "..");
const dist = join(root, "dist");

rmSync(dist, { recursive: true, force: true });
const compiler = join(root, "node_modules/typescript/bin/tsc");
execFileSync(process.execPath, [compiler, "--project", "tsconfig.build.json"], { cwd: root, stdio: "inherit" });

// The compiler renames imports in the code, and leaves them in the declarations.
for (const file of globSync("**/*.d.ts", { cwd: dist })) {
  const path = join(dist, file);
  const text = readFileSync(path, "utf8");
  writeFileSync(path, text.replace(/((?:from|import\() ?")(\.{1,2}\/[^"]+)\.ts"/g, '$1$2.js"'));
}

chmodSync(join(dist, "main.js"), 0o755);
