import type { Position } from "../ports/eventLog.ts";
import type { Found, Standing } from "./found.ts";
import type { KeptFile } from "./keptFile.ts";
import type { Lag } from "./lag.ts";
import type { LedgerState } from "./ledgerState.ts";

/** How many seconds an event may wait until it is in the tables, in the file, and signed, before something is wrong. */
const longest = { tables: 10, file: 30, ledger: 10 };

const well = { ok: true, detail: null } as const;
const wrong = (detail: string) => ({ ok: false, detail });

export const logCheck = (head: Found<Position>) => ({
  ...(head ? well : wrong("The log does not answer.")),
  position: head?.value ?? null,
});

export const tablesCheck = (standing: Found<Standing>) => ({
  ...tables(standing),
  position: standing?.value.position ?? null,
});

function tables(standing: Found<Standing>) {
  if (!standing) return wrong("The database of the read tables does not answer.");
  return standing.value.rolledBack ? wrong("Muster was rolled back: there are no read tables.") : well;
}

export const projectorCheck = (standing: Found<Standing>, lag: Found<Lag>) => ({
  ...projector(lag),
  projecting: standing ? standing.value.worker !== null : null,
  lagEvents: lag?.value.events ?? null,
  lagSeconds: lag?.value.seconds ?? null,
});

function projector(lag: Found<Lag>) {
  if (!lag) return wrong("How far the tables are behind the log cannot be found out.");
  if (lag.value.seconds <= longest.tables) return well;
  return wrong(`The tables are ${Math.round(lag.value.seconds)} seconds behind the log.`);
}

export function parkedCheck(parked: Found<readonly unknown[]>) {
  const events = parked?.value.length ?? null;
  if (events === null) return { ...wrong("Whether anything is parked cannot be found out."), events };
  return { ...(events === 0 ? well : wrong(`Events could not be applied: ${events}.`)), events };
}

export const fileCheck = (file: Found<KeptFile | undefined>, lag: Found<Lag>, now: Date) => ({
  ...kept(file, lag),
  position: file?.value?.position ?? null,
  ageSeconds: ageOf(file?.value?.writtenAt, now),
});

function kept(file: Found<KeptFile | undefined>, lag: Found<Lag>) {
  if (!file) return wrong("The kept file cannot be read.");
  if (!file.value) return well;
  const { writtenAt, intact } = file.value;
  if (writtenAt === null) return wrong("Muster does not keep the file that it should keep.");
  if (!intact) return wrong("Somebody has edited what Muster keeps in the file.");
  if (lag && lag.value.seconds > longest.file)
    return wrong(`The kept file is ${Math.round(lag.value.seconds)} seconds behind the log.`);
  return well;
}

export const ledgerCheck = (state: Found<LedgerState>, unsigned: Found<Lag>, now: Date) => ({
  ...ledger(state, unsigned),
  position: state?.value.position ?? null,
  signedPosition: state?.value.signed ? BigInt(state.value.signed.position) : null,
  unsignedEvents: unsigned?.value.events ?? null,
  unsignedSeconds: unsigned?.value.seconds ?? null,
  headAgeSeconds: ageOf(state?.value.signed?.signedAt, now),
});

function ledger(state: Found<LedgerState>, unsigned: Found<Lag>) {
  if (!state || !unsigned) return wrong("How far the log is signed cannot be found out.");
  if (state.value.fault !== null) return wrong(state.value.fault);
  if (unsigned.value.seconds <= longest.ledger) return well;
  return wrong(`What was recorded has not been signed for ${Math.round(unsigned.value.seconds)} seconds.`);
}

const ageOf = (writtenAt: string | null | undefined, now: Date): number | null =>
  writtenAt === null || writtenAt === undefined ? null : Math.max(0, now.getTime() - Date.parse(writtenAt)) / 1000;
