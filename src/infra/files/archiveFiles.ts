import { randomUUID } from "node:crypto";
import { mkdir, readdir, readFile, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import type { ArchiveName, Archives } from "../../app/ports/archives.ts";
import { FileUnwritable } from "../../app/preferences/failures.ts";
import { syncFolder } from "./replaceWhole.ts";
import { writePrivate } from "./writePrivate.ts";

const shape = /^([0-9a-f-]{36})-([0-9a-f]{64})\.jsonl$/;
const fileOf = ({ memberId, digest }: ArchiveName): string => `${memberId}-${digest}.jsonl`;

/**
 * Archives as files of their owner's alone: unfinished ones in a folder of their own, from which they are moved.
 * @param alone runs work as the only process that does
 */
export function archiveFiles(folder: string, alone: Archives["alone"]): Archives {
  const unfinished = join(folder, "unfinished");
  const pathOf = (name: ArchiveName) => join(unfinished, fileOf(name));
  return {
    place: folder,
    alone,
    async unfinished() {
      const names = await readdir(unfinished).catch(unlessMissing<string[]>([]));
      return names.flatMap((name) => {
        const [, memberId, digest] = shape.exec(name) ?? [];
        return memberId === undefined || digest === undefined ? [] : [{ memberId, digest }];
      });
    },
    async write(name, text) {
      const path = pathOf(name);
      const draft = `${path}.${randomUUID()}`;
      try {
        await mkdir(unfinished, { recursive: true, mode: 0o700 });
        await writePrivate(draft, text);
        await rename(draft, path);
        for (const each of [unfinished, folder]) await syncFolder(each);
      } catch (cause) {
        await rm(draft, { force: true });
        throw new FileUnwritable(path, `${(cause as Error).message}.`, { cause });
      }
    },
    read: (name) => readFile(pathOf(name)).catch(unlessMissing<Buffer | undefined>(undefined)),
    async keep(name) {
      const path = join(folder, fileOf(name));
      await rename(pathOf(name), path);
      for (const each of [folder, unfinished]) await syncFolder(each);
      return path;
    },
    drop: (name) => rm(pathOf(name), { force: true }),
  };
}

const unlessMissing =
  <T>(instead: T) =>
  (error: unknown): T => {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return instead;
    throw error;
  };
