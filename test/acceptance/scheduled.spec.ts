import { beforeAll, describe, expect, it } from "@jest/globals";
import { mkdirSync } from "node:fs";
import { addDays } from "../../src/domain/kernel/time.ts";
import { call, type Settings, useTemporaryFolder } from "../support/cli.ts";
import { giveOn } from "../support/earlierDays.ts";
import { useDatabase } from "../support/postgres.ts";

/** What is to come, and undo, on the command line. */
const folder = useTemporaryFolder();
const database = useDatabase({ migrate: false });
const settings = () =>
  ({ DATABASE_URL: database().url, MUSTER_HOME: folder("home"), MUSTER_TIMEZONE: "UTC" }) satisfies Settings;
const day = (n: number): string => addDays(new Date().toISOString().slice(0, 10), n);

async function text(...argv: readonly string[]): Promise<string> {
  const { code, out, err } = await call(settings(), ...argv);
  expect({ code, err }).toEqual({ code: 0, err: "" });
  return out;
}

type Done = {
  readonly id: string;
  readonly events: readonly { readonly type: string; readonly eventId: string }[];
  readonly scheduled?: { readonly changeId: string; readonly on: string };
};

const json = async (...argv: readonly string[]): Promise<Done> => JSON.parse(await text(...argv, "--json")) as Done;

const listed = async (...argv: readonly string[]) =>
  JSON.parse(await text("scheduled", ...argv, "--json")) as readonly Readonly<Record<string, unknown>>[];

const scheduled = async (...argv: readonly string[]): Promise<string> =>
  (await json(...argv)).scheduled?.changeId ?? "none";

const eventIn = ({ events }: Done, type: string): string =>
  events.find((event) => event.type === type)?.eventId ?? "none";

beforeAll(async () => {
  mkdirSync(folder("home"));
  for (const name of ["Ada", "Grace", "Left"])
    await text(
      ...["member", "add", "--name", name, "--email", `${name.toLowerCase()}@example.com`, "--team", "engineering"],
      ...["--effective-on", "2025-01-01", ...(name === "Ada" ? ["--new-team"] : [])],
    );
  await text("member", "deactivate", "Left", "--reason-code", "resignation", "--last-day", "2025-06-30");
  for (const name of ["Cloud", "Night"]) await text("queue", "open", name, "--effective-on", "2025-01-01");
  await text("assign", "Grace", "Cloud", "--effective-on", "2025-02-01");
}, 60_000);

describe("--effective-on", () => {
  const on = ["--effective-on", day(30)];
  it.each([
    [["member", "add", "--name", "Joan", "--email", "joan@example.com", "--team", "engineering", ...on]],
    [["member", "update", "Ada", "--title", "Countess", ...on]],
    [["member", "deactivate", "Ada", "--reason-code", "resignation", "--last-day", day(29)]],
    [["member", "reactivate", "Left", ...on]],
    [["member", "rehire", "Left", ...on]],
    [["member", "void", "Ada", ...on]],
    [["assign", "Ada", "Night", ...on]],
    [["retype", "Grace", "Cloud", "--type", "backup", ...on]],
    [["unassign", "Grace", "Cloud", ...on]],
    [["queue", "open", "Day", ...on]],
    [["queue", "rename", "Night", "Nights", ...on]],
    [["queue", "require", "Night", "0", ...on]],
    [["queue", "close", "Night", ...on]],
    [["member", "update", "Ada", "--title", "Countess", "--date", day(30)]],
  ])("schedules what is for a later day: %p", async (argv) => {
    const done = await json(...argv);
    expect(done).toMatchObject({ events: [], scheduled: { on: day(30) } });
    await text("scheduled", "cancel", done.scheduled?.changeId ?? "");
  });
});

describe("muster scheduled", () => {
  it("lists, shows, moves and cancels", async () => {
    const change = await scheduled("member", "update", "Ada", "--title", "Countess", "--effective-on", day(9));
    expect(await text("scheduled")).toMatch(
      new RegExp(`${day(9)} +pending +Ada has other details \\(title\\).*${change}`),
    );
    expect(await listed("list", "--member", "grace@example.com")).toEqual([]);
    expect(await text("scheduled", "move", change, day(12), "--reason", "later")).toContain(`Moved to ${day(12)}`);
    expect(await text("scheduled", "show", change)).toMatch(
      new RegExp(`ChangeRescheduled +${day(12)} +os:tester +later`),
    );
    expect(await text("scheduled", "cancel", change)).toContain("Cancelled");
    expect(await text("scheduled")).toBe("Nothing is to come.\n");
    expect(await call(settings(), "scheduled", "cancel", change)).toMatchObject({ code: 0 });
    expect(await call(settings(), "scheduled", "move", change, day(3))).toMatchObject({ code: 3 });
    expect(await call(settings(), "scheduled", "move", change, "soon")).toMatchObject({ code: 2 });
    expect(await call(settings(), "scheduled", "show", "nothing")).toMatchObject({
      code: 3,
      err: expect.stringContaining("There is no scheduled change nothing"),
    });
  });

  it("applies what is due before it reads, where no server does", async () => {
    const { id } = await json("member", "update", "Ada", "--title", "Lady", "--effective-on", "2025-03-01");
    await giveOn(day(-9), settings(), {
      type: "RenameMember",
      data: { memberId: id, on: day(-7), name: "Ada King" },
    });
    expect(await text("roster")).toContain("Ada King");
    expect(await text("member", "history", "Ada King")).toMatch(
      new RegExp(`${day(-7)} .* name +Ada +Ada King +test:earlier +as agreed`),
    );
  });

  it("shows what was refused on its day, and why", async () => {
    const { id } = await json("member", "update", "Grace", "--title", "Admiral", "--effective-on", "2025-03-01");
    const [change = ""] = await giveOn(day(-9), settings(), {
      type: "RenameMember",
      data: { memberId: id, on: day(-6), name: "Grace Brewster Hopper" },
    });
    await text("member", "deactivate", "Grace", "--reason-code", "resignation", "--last-day", day(-8));
    const [failed] = await listed("list", "--state", "failed");
    expect(failed).toMatchObject({
      ...{ changeId: change, state: "failed" },
      failure: { code: "member-not-active", sentence: expect.any(String) },
    });
    expect(await text("scheduled")).toMatch(/failed +Grace is called Grace Brewster Hopper +member-not-active: /);
    expect(await text("scheduled", "show", change)).toMatch(/Why it failed +member-not-active: .*[\s\S]*ChangeFailed/);
    await text("scheduled", "cancel", change);
    expect(await listed()).toEqual([]);
  });
});

describe("muster undo", () => {
  it("takes a change back with what it took along, and tells both versions", async () => {
    await text(
      "member",
      "add",
      "--name",
      "Kay",
      "--email",
      "kay@example.com",
      "--team",
      "engineering",
      "--start",
      "2025-01-01",
    );
    await text("assign", "Kay", "Cloud", "--effective-on", "2025-02-01");
    const left = await json("member", "deactivate", "Kay", "--reason-code", "resignation", "--last-day", "2025-06-30");
    const undone = await text("undo", eventIn(left, "MemberDeactivated"), "--reason", "the other Kay");
    expect(undone).toContain("Taken back: Kay leaves: last day 2025-06-30, resignation, 1 assignment ended.");
    expect(undone).toMatch(/Kay +kay@example.com +engineering +2025-01-01 +Cloud/);
    const history = await text("member", "history", "Kay");
    expect(history).toMatch(/2025-07-01 .* MemberChangeReversed +end_date +2025-06-30 +os:tester +the other Kay/);
    expect(history).toMatch(/2025-07-01 .* MemberDeactivated +end_date +2025-06-30 +os:tester/);
    expect(await text("undo", eventIn(left, "MemberDeactivated"))).toContain("Nothing to change: it is so already.");
  });

  it("names the line to type that withdraws what stands in the way, which then does", async () => {
    const left = await json("member", "deactivate", "Kay", "--reason-code", "other", "--last-day", "2025-06-30");
    const rehired = await json("member", "rehire", "Kay", "--effective-on", "2025-08-01");
    const event = eventIn(left, "MemberDeactivated");
    const refused = await call(settings(), "undo", event, "--reason", "it's wrong");
    expect(refused.code).toBe(3);
    const rehire = eventIn(rehired, "MemberRehired");
    expect(refused.err).toContain(`muster undo ${event} --reason 'it'\\''s wrong' --withdraw ${rehire}`);
    const { code, err } = await call(settings(), "undo", event, "--json");
    expect([code, JSON.parse(err)]).toMatchObject([3, { error: { details: { withdraw: [rehire] } } }]);
    expect(await text("undo", event, "--withdraw", rehire)).toContain("Taken back: Kay is hired again");
  });

  it("knows an event by its position, and says where there is none", async () => {
    expect(await call(settings(), "undo", "999999")).toEqual({
      ...{ code: 2, out: "" },
      err: "Nothing is recorded at position 999999: muster log shows what is.\n",
    });
    expect(await call(settings(), "undo", "0")).toMatchObject({ code: 2 });
  });

  it("offers the same for any change", async () => {
    const renamed = await json("member", "update", "Kay", "--name", "Kay McNulty", "--effective-on", "2025-05-01");
    expect(eventIn(renamed, "MemberRenamed")).not.toBe("none");
    const moved = await json("unassign", "Kay McNulty", "Cloud", "--effective-on", "2025-06-01");
    const refused = await call(settings(), "unassign", "kay@example.com", "Cloud", "--effective-on", "2025-04-01");
    const removal = eventIn(moved, "QueueAssignmentRemoved");
    const line = `muster unassign kay@example.com Cloud --effective-on 2025-04-01 --withdraw ${removal}`;
    expect(refused).toMatchObject({ code: 3, err: expect.stringContaining(line) });
    const done = await json(...line.split(" ").slice(1));
    expect(done.events.map(({ type }) => type)).toEqual(["QueueAssignmentRemoved", "MemberChangeReversed"]);
  });

  it.each([
    [["undo", "nothing"], 3, "There is no change nothing"],
    [["undo", "00000000-0000-4000-8000-000000000000"], 3, "There is no change 00000000"],
    [["undo"], 2, "Missing required argument"],
  ])("refuses %p", async (argv, code, sentence) => {
    expect(await call(settings(), ...argv)).toMatchObject({ code, err: expect.stringContaining(sentence) });
  });
});
