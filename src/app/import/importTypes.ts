import type { LocalDate } from "../../domain/kernel/time.ts";
import type { AssignmentType } from "../../domain/member/messages.ts";
import type { CommandContext, CommandHandler } from "../commandHandler.ts";
import type { Position } from "../ports/eventLog.ts";
import type { GuardKey } from "../ports/guardKey.ts";
import type { PreferencesFiles } from "../ports/preferencesFiles.ts";
import type { Projections } from "../ports/projections.ts";
import type { ReadModel } from "../ports/readModel.ts";
import type { FileOutcome, RosterFile } from "../ports/rosterFile.ts";
import type { RosterQueries } from "../ports/rosterQueries.ts";
import type { RosterDifference } from "./compareRosters.ts";
import type { ImportPlan } from "./planImport.ts";
import type { Verification } from "./verifyImport.ts";

export type ImportParts = {
  readonly files: PreferencesFiles;
  readonly rosterFile: RosterFile;
  readonly commands: CommandHandler;
  readonly queries: RosterQueries;
  readonly projections: Projections;
  readonly readModel: ReadModel;
  readonly guardKey: GuardKey;
  readonly head: () => Promise<Position>;
  readonly today: () => LocalDate;
};

/**
 * @property assignedDate since when members cover their queues where the file does not say; 2025-01-01 if left out
 * @property type how they cover them where the file does not say; `primary` if left out
 * @property compareWith the path of an older roster to compare the result with
 * @property onProgress how many of the changes are done
 */
export type ImportOptions = {
  readonly path: string;
  readonly assignedDate?: LocalDate;
  readonly type?: AssignmentType;
  readonly dryRun?: boolean;
  readonly compareWith?: string;
  readonly context: Pick<CommandContext, "actor" | "reason">;
  readonly onProgress?: (done: number, total: number) => void;
};

/**
 * What came of an import, or would come of it where `dryRun`: then nothing was changed, and there is no verification.
 * @property backup the file as it was before; null where there never was a reason for one
 * @property backupMade whether this import made it
 * @property verified whether the tables say afterwards all that the file says
 * @property comparison every difference from the older roster, where one was given
 * @property written what became of the file itself
 */
export type ImportReport = {
  readonly file: string;
  readonly team: string;
  readonly dryRun: boolean;
  readonly plan: readonly string[];
  readonly queuesOpened: number;
  readonly membersRegistered: number;
  readonly assignmentsMade: number;
  readonly alreadyPresent: ImportPlan["alreadyPresent"];
  readonly backup: string | null;
  readonly backupMade: boolean;
  readonly verified: boolean;
  readonly verification: Verification | null;
  readonly comparison: readonly RosterDifference[] | null;
  readonly written: FileOutcome | null;
  readonly position: Position;
};
