import { userInfo } from "node:os";

/** The operating system's name for who runs this process; a container may run as a user without one. */
export function systemUser(): string {
  try {
    return userInfo().username;
  } catch {
    return `uid-${process.getuid?.() ?? "unknown"}`;
  }
}
