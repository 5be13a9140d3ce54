import { reject } from "../domain/kernel/rejection.ts";
import type { ReadModel } from "./ports/readModel.ts";

const refuse = (): never =>
  reject(
    "rolled-back",
    "Muster was rolled back: its tables are gone and the preferences file is yours again. The log is kept; `muster import <file>` or `muster rebuild` brings the tables back.",
  );

/** Refuses while the read model is rolled back. @throws {Rejection} */
export async function refuseRolledBack(readModel: ReadModel): Promise<void> {
  if (await readModel.isRolledBack()) refuse();
}

/** Runs a read; where it fails because the tables were rolled back, says that instead. A read that works asks nothing. */
export async function unlessRolledBack<T>(readModel: ReadModel, read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (error) {
    if (await readModel.isRolledBack().catch(() => false)) refuse();
    throw error;
  }
}
