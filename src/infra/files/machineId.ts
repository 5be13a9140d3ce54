import { readFileSync } from "node:fs";
import { hostname } from "node:os";

/** Tells this machine from others that share a database. Containers may share the id of their image; hence the host's name. */
export function machineId(): string {
  try {
    return `${readFileSync("/etc/machine-id", "utf8").trim()}/${hostname()}`;
  } catch {
    return hostname();
  }
}
