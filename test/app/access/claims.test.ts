import { describe, expect, it } from "@jest/globals";
import { type ClaimNames, claimAt, rolesIn, teamIn, verifiedEmailIn } from "../../../src/app/access/claims.ts";

const names: ClaimNames = { roles: "roles", team: "team", email: "email" };

describe("roles in a token", () => {
  it.each<[unknown, readonly string[]]>([
    [["lead"], ["lead"]],
    [
      ["lead", "auditor", "lead"],
      ["lead", "auditor"],
    ],
    ["reader hr-admin", ["reader", "hr-admin"]],
    [["admin", "HR-ADMIN", "offline_access", 7, null, ["lead"]], []],
    [undefined, []],
    [null, []],
    [{ lead: true }, []],
    [{ 0: "lead", length: 1 }, []],
    ["", []],
    [true, []],
    ["constructor __proto__ toString", []],
  ])("%j are %j", (claim, roles) => expect(rolesIn({ roles: claim }, names)).toEqual(roles));

  it("are found by a path, and by a name with dots in it before that", () => {
    const claims = { realm_access: { roles: ["lead"] }, "https://acme.example/roles": ["auditor"] };
    expect(rolesIn(claims, { ...names, roles: "realm_access.roles" })).toEqual(["lead"]);
    expect(rolesIn(claims, { ...names, roles: "https://acme.example/roles" })).toEqual(["auditor"]);
    expect(rolesIn(claims, { ...names, roles: "realm_access.no.roles" })).toEqual([]);
  });
});

it("a claim is the token's own, never what every object has", () => {
  for (const name of ["constructor", "constructor.name", "__proto__", "toString", "roles.length.constructor"])
    expect(claimAt({ roles: ["lead"] }, name)).toBeUndefined();
});

it.each<[unknown, string | null]>([
  ["engineering", "engineering"],
  ["", null],
  [["engineering"], null],
  [undefined, null],
])("the team of %j is %j", (team, expected) => {
  expect(teamIn({ team }, names)).toBe(expected);
  expect(teamIn({ team }, { ...names, team: undefined })).toBeNull();
});

describe("an address in a token", () => {
  it.each<[Record<string, unknown>, string | undefined]>([
    [{ email: "ada@example.com", email_verified: true }, "ada@example.com"],
    [{ email: "ada@example.com", email_verified: "true" }, "ada@example.com"],
    [{ email: "ada@example.com" }, undefined],
    [{ email: "ada@example.com", email_verified: false }, undefined],
    [{ email: "ada@example.com", email_verified: 1 }, undefined],
    [{ email: ["ada@example.com"], email_verified: true }, undefined],
    [{ email_verified: true }, undefined],
    // A Kelvin sign and a full-width letter, which fold to plain ones.
    [{ email: "\u{212A}ay@example.com", email_verified: true }, undefined],
    [{ email: "\u{FF41}da@example.com", email_verified: true }, undefined],
  ])("counts only where it is verified, and is what it looks like: %j", (claims, email) =>
    expect(verifiedEmailIn(claims, names)).toBe(email),
  );
});
