/** A file's text as it was read. `file` is its real path: where a symbolic link leads. */
export type FileText = { readonly file: string; readonly text: string };

/**
 * Why a copy of a file was kept beside it: `backup` before an import, `edited` before Muster wrote over an owned key
 * that a person had changed.
 */
export type CopyKind = "backup" | "edited";

/** `madeAt` is an instant, ISO 8601 in UTC. */
export type FileCopy = { readonly path: string; readonly kind: CopyKind; readonly madeAt: string };

/** A file's next text; `keepPresent` keeps a copy of the present one aside first. */
export type FileChange = { readonly text: string; readonly keepPresent: boolean };

/** A person's preferences file on disk, and the copies that Muster keeps beside it. */
export type PreferencesFiles = {
  /** @throws {BadFile} where there is no such file, or it is none that can be read: too large, not UTF-8, a folder */
  read(path: string): Promise<FileText>;
  /**
   * Replaces the text, whole or not at all. Where somebody edits the file meanwhile, `change` is asked anew with what
   * they wrote; `undefined` leaves the file as it is. Answers whether it wrote, and the copy that was kept aside.
   * @throws {BadFile} {@link FileUnwritable}
   */
  edit(
    path: string,
    change: (present: FileText) => FileChange | undefined,
  ): Promise<{ readonly written: boolean; readonly keptAside: string | null }>;
  /** Copies a text beside its file, readable by its owner alone, unless a copy of it is there. Answers the copy's path. */
  keep(present: FileText, kind: CopyKind): Promise<string>;
  /** The copies beside a file, newest first. */
  copies(path: string, kind: CopyKind): Promise<readonly FileCopy[]>;
  /** Differs whenever the file may have changed since; absent where there is none. */
  version(path: string): Promise<string | undefined>;
};
