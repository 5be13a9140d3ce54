import { describe, expect, it } from "@jest/globals";
import {
  AccessDenied,
  actionKinds,
  type ActionKind,
  authorise,
  confinedTo,
  mayDo,
} from "../../../src/app/access/access.ts";
import { AuthenticationUnavailable } from "../../../src/app/access/failures.ts";
import { type Principal, type Role, roles } from "../../../src/app/access/principal.ts";

const who = (...held: readonly Role[]): Principal => ({
  ...{ actor: { issuer: "test", subject: "s" }, roles: held, team: "engineering", memberId: null },
});
const places = { own: "engineering", other: "support", none: null } as const;

// The whole rule, written out once more and by hand: role × action × whose data.
const allowed: Readonly<Record<Role, readonly string[]>> = {
  "hr-admin": actionKinds.flatMap((kind) => [`${kind} own`, `${kind} other`, `${kind} none`]),
  lead: ["read-roster own", "read-personal own", "read-history own", "change-assignment own", "export own"],
  auditor: ["read-roster", "read-personal", "read-history", "export"].flatMap((kind) => [
    `${kind} own`,
    `${kind} other`,
    `${kind} none`,
  ]),
  reader: ["read-roster own", "read-roster other", "read-roster none"],
};

const matrix = roles.flatMap((role) =>
  actionKinds.flatMap((kind) =>
    (["own", "other", "none"] as const).map((place) => ({
      role,
      kind,
      place,
      may: allowed[role].includes(`${kind} ${place}`),
    })),
  ),
);

describe("who may do what", () => {
  it.each(matrix)("$role, $kind, $place team: $may", ({ role, kind, place, may }) =>
    expect(mayDo(who(role), { kind, team: places[place] })).toBe(may),
  );

  it("denies everything to who has no role", () => {
    for (const kind of actionKinds) expect(mayDo(who(), { kind, team: "engineering" })).toBe(false);
  });

  it("lets a lead without a team reach no team, not even data of none", () => {
    for (const team of ["engineering", null])
      expect(mayDo({ ...who("lead"), team: null }, { kind: "read-roster", team })).toBe(false);
  });

  it("grants what any of several roles grants", () =>
    expect(mayDo(who("reader", "lead"), { kind: "change-assignment", team: "engineering" })).toBe(true));

  it("says which role would do", () =>
    expect(() => authorise(who("reader"), { kind: "read-history", team: "engineering" })).toThrow(
      "You may not see the history: that takes the role hr-admin or lead (of their own team) or auditor.",
    ));

  it("lets who was verified a while ago read on, and change nothing meanwhile", () => {
    for (const kind of actionKinds) {
      const doing = () => authorise({ ...who("hr-admin"), remembered: true }, { kind, team: null });
      if (/^read-|^export$/.test(kind)) expect(doing).not.toThrow();
      else expect(doing).toThrow(AuthenticationUnavailable);
      const confining = () => confinedTo({ ...who("hr-admin"), remembered: true }, kind);
      if (/^read-|^export$/.test(kind)) expect(confining()).toBeUndefined();
      else expect(confining).toThrow(AuthenticationUnavailable);
    }
    expect(() => confinedTo({ ...who("lead"), remembered: true }, "change-assignment")).toThrow(
      AuthenticationUnavailable,
    );
    expect(() => confinedTo({ ...who("lead"), remembered: true }, "change-member")).toThrow(AccessDenied);
    const reader = { ...who("reader"), remembered: true };
    expect(() => authorise(reader, { kind: "read-history", team: null })).toThrow(AccessDenied);
    expect(() => authorise(reader, { kind: "import", team: null })).toThrow(AccessDenied);
  });

  it("confines a lead to their team, and nobody who reaches everything", () => {
    const confined = (role: Role, kind: ActionKind) => confinedTo(who(role), kind);
    expect(confined("lead", "read-roster")).toBe("engineering");
    expect(confined("auditor", "read-roster")).toBeUndefined();
    expect(() => confined("reader", "read-personal")).toThrow(AccessDenied);
  });
});
