import { parseDocument } from "../../app/preferences/document.ts";
import { type FileStep, nextText } from "../../app/preferences/nextText.ts";
import { teamOf } from "../../app/preferences/ownedKeys.ts";
import type { FileText } from "../../app/ports/preferencesFiles.ts";
import type { FileOutcome, RosterFile } from "../../app/ports/rosterFile.ts";
import type { RosterSnapshot } from "../../app/ports/rosterSnapshot.ts";
import { fileStatus } from "./fileStatus.ts";
import { keepInStep } from "./keepInStep.ts";
import type { RosterFileParts } from "./parts.ts";

/** The projector of the roster file. Its checkpoint lies in the file itself. */
export function rosterFile(parts: RosterFileParts): RosterFile {
  const held: RosterFile["held"] = async (path, work) => {
    const { file } = await parts.files.read(path);
    return parts.locks.alone(file, () => work(() => write(parts, path, true)));
  };
  const bringUp = (path: string) => held(path, () => write(parts, path, false));
  return {
    held,
    bringUp,
    run: (file, signal, onProblem) => keepInStep({ ...parts, bringUp }, file, { signal, onProblem }),
    status: (path) => fileStatus(parts, path),
  };
}

const teamIn = ({ file, text }: FileText): string => teamOf(parseDocument(file, text)).team;

/**
 * The tables are read while no other process writes the file: one that held an older reading could take it back, or
 * undo a rollback.
 */
async function write(parts: RosterFileParts, path: string, adopt: boolean): Promise<FileOutcome> {
  const team = teamIn(await parts.files.read(path));
  const snapshot = await parts.snapshots.snapshot(team);
  if (!snapshot) return { kind: "no-tables", position: 0n, edited: [], keptAside: null };
  let step: FileStep | undefined;
  const { keptAside } = await parts.files.edit(path, (present) => {
    step = teamIn(present) === team ? stepFor(parts, present, { snapshot, adopt }) : undefined;
    return step?.kind === "write" ? step : undefined;
  });
  // A person has put another team's name into the file at this very moment.
  if (!step) return write(parts, path, adopt);
  const { position } = snapshot;
  if (step.kind !== "write") return { kind: step.kind, position, edited: [], keptAside: null };
  return { kind: "written", position, edited: step.edited, keptAside };
}

type Reading = { readonly snapshot: RosterSnapshot; readonly adopt: boolean };

const stepFor = ({ log, now }: RosterFileParts, { file, text }: FileText, { snapshot, adopt }: Reading): FileStep =>
  nextText(parseDocument(file, text), snapshot, { log, generatedAt: now().toISOString(), adopt });
