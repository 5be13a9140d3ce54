import { describe, expect, it } from "@jest/globals";
import { mentions } from "../../../src/app/erasure/person.ts";
import { withoutPerson } from "../../../src/app/erasure/withoutPerson.ts";

const li = {
  memberId: "0b57a1b2-0000-8000-8000-000000000001",
  names: ["Li", "Li Wáng (she)"],
  emails: ["li@example.org"],
  sealed: 2,
};

describe("what mentions a person", () => {
  it.each(["Li left.", "LI", "mail LI@Example.org now", "by li wáng (she).", `member ${li.memberId}`, "Ｌｉ"])(
    "%s",
    (text) => expect(mentions(li)(text)).toBe(true),
  );
  it.each(["Lisa left.", "Berlin", "Ali", "example.org"])("not %s", (text) => expect(mentions(li)(text)).toBe(false));
});

describe("a file without a person", () => {
  const file = (value: unknown) => JSON.stringify(value, null, 2);
  const lisa = { name: "Lisa", email: "lisa@example.org" };

  it("lists one less, and keeps the rest to the byte", () => {
    const text = file({ a: [1, "Berlin"], my_team: { members: [lisa, { name: "Li", email: "x@example.org" }] } });
    expect(JSON.parse(withoutPerson(text, li))).toEqual({ a: [1, "Berlin"], my_team: { members: [lisa] } });
    expect(withoutPerson(text, { ...li, names: ["Nobody"], emails: ["nobody@example.org"] })).toBe(text);
  });

  it("has others in place of them where they are no entry of a list, as a value or a name", () => {
    const text = file({ lead: "li@example.org", Li: { since: 2020 }, note: "Ask Li Wáng (she), not Lisa." });
    const left = JSON.parse(withoutPerson(text, li)) as object;
    expect(left).toEqual({ lead: "Erased member", note: "Ask Erased member, not Lisa." });
  });

  it("that is no JSON is written over, and keeps its mark", () => {
    expect(withoutPerson("\uFEFF{ broken: Li, Lisa", li)).toBe("\uFEFF{ broken: Erased member, Lisa");
  });
});
