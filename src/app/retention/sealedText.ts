import type { SealedArchive } from "../../domain/member/messages.ts";

/** What is signed of a sealing: that these tombstones stand for what lies in this archive, and for nothing else. */
export const sealedText = (
  stream: string,
  { events, tombstones, digest }: Pick<SealedArchive, "events" | "tombstones" | "digest">,
): string => `muster sealing 1\n${stream}\n${events}\n${tombstones}\n${digest}`;
