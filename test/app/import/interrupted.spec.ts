import { describe, expect, it } from "@jest/globals";
import { dying, sampleText, useBox } from "./support.ts";

const box = useBox();

describe("an import that was interrupted", () => {
  const steps = [1, 3, 4, 9, 14].flatMap((n) => [[n, "before"] as const, [n, "after"] as const]);

  it.each(steps)("at change %d, %s it was recorded, does what is missing when it is run again", async (n, when) => {
    const { parts } = box();
    await expect(box().import({}, { commands: dying(parts.commands, n, when) })).rejects.toThrow("killed");
    expect(box().text()).toBe(sampleText);
    const report = await box().import();
    expect(report.verified).toBe(true);
    expect(report.alreadyPresent.members).toBe(Math.max(0, n - 3 - (when === "before" ? 1 : 0)));
    await box().whole();
    expect(box().names()).toHaveLength(2);
  });

  it("before the file was written, writes it when it is run again", async () => {
    const { parts } = box();
    const rosterFile = {
      ...parts.rosterFile,
      held: (path: string, work: (adopt: () => Promise<never>) => Promise<never>) =>
        parts.rosterFile.held(path, () => work(() => Promise.reject(new Error("killed")))),
    };
    await expect(box().import({}, { rosterFile: rosterFile as typeof parts.rosterFile })).rejects.toThrow("killed");
    expect(await box().import()).toMatchObject({
      membersRegistered: 0,
      backupMade: false,
      verified: true,
      written: { kind: "written" },
    });
    await box().whole();
    expect(box().names()).toHaveLength(2);
  });

  it("is not taken up by the file's keeper: what only the file knows is not lost", async () => {
    const { parts } = box();
    await expect(box().import({}, { commands: dying(parts.commands, 6, "after") })).rejects.toThrow("killed");
    await parts.projections.catchUp(await parts.head());
    expect(await parts.rosterFile.bringUp(box().path)).toMatchObject({ kind: "never-written" });
    expect(box().text()).toBe(sampleText);
  });
});

describe("two imports of one file at once", () => {
  it("make each member once", async () => {
    const reports = await Promise.all([box().import(), box().import()]);
    expect(reports.map(({ verified }) => verified)).toEqual([true, true]);
    await box().whole();
  });

  it("make each member once even on two machines, which do not wait for one another", async () => {
    const { parts } = box();
    const rosterFile = {
      ...parts.rosterFile,
      held: <T>(_: string, work: (adopt: () => Promise<never>) => Promise<T>) =>
        work(() => Promise.resolve(null as never)),
    };
    const reports = await Promise.all([box().import({}, { rosterFile }), box().import({}, { rosterFile })]);
    expect(reports.map(({ verified }) => verified)).toEqual([true, true]);
    await box().whole();
  });
});
