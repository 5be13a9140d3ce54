import { type JsonDocument, parseDocument } from "../../app/preferences/document.ts";
import { nextText } from "../../app/preferences/nextText.ts";
import { type Found, readOwned } from "../../app/preferences/ownedKeys.ts";
import type { FileStatus } from "../../app/ports/rosterFile.ts";
import type { RosterSnapshot } from "../../app/ports/rosterSnapshot.ts";
import type { RosterFileParts } from "./parts.ts";

type Parts = Pick<RosterFileParts, "files" | "snapshots" | "log">;

/** How a file stands to the tables. Writes nothing. */
export async function fileStatus({ files, snapshots, log }: Parts, path: string): Promise<FileStatus> {
  const { file, text } = await files.read(path);
  const document = parseDocument(file, text);
  const found = readOwned(document);
  const snapshot = await snapshots.snapshot(found.team);
  return {
    file,
    team: found.team,
    state: snapshot ? stateOf(document, found, { snapshot, log }) : "no-tables",
    position: found.sync ? BigInt(found.sync.position) : null,
    recordedAt: found.sync?.recordedAt ?? null,
    generatedAt: found.sync?.generatedAt ?? null,
    keptAside: await files.copies(path, "edited"),
  };
}

type Against = { readonly snapshot: RosterSnapshot; readonly log: string };

function stateOf(document: JsonDocument, { sync, intact }: Found, { snapshot, log }: Against): FileStatus["state"] {
  const step = nextText(document, snapshot, { log, generatedAt: sync?.generatedAt ?? "", adopt: false });
  if (step.kind !== "write") return step.kind;
  return intact ? "behind" : "edited";
}
