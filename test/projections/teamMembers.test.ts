import { describe, it } from "@jest/globals";
import {
  assigned,
  deactivated,
  emailChanged,
  managerChanged,
  opened,
  reactivated,
  registered,
  registeredInError,
  renamed,
  sealed,
  transferred,
} from "./events.ts";
import { given, on } from "./given.ts";

const olli = on("2025-01-01", registered("olli", { email: "Olli@Example.com", skills: ["dns", "bgp"] }));

describe("the row of a member", () => {
  it("starts with the registration, on the day from which it holds", () =>
    given()
      .when(olli)
      .then({
        members: [
          {
            memberId: "olli",
            email: "Olli@Example.com",
            emailKey: "olli@example.com",
            active: true,
            startDate: "2025-01-01",
            endDate: null,
            skills: ["dns", "bgp"],
            revision: 0n,
            position: 1n,
            updatedAt: "2025-01-01T00:00:01.000Z",
          },
        ],
      }));

  it("takes each change", () =>
    given(olli, on("2025-01-01", registered("minna")))
      .when(
        on("2025-02-01", renamed("olli", "olli", "Olli Aalto")),
        on("2025-02-01", emailChanged("olli", "Olli@Example.com", "ＯＬＬＩ.Aalto@example.com")),
        on("2025-03-01", transferred("olli", "Cloud", "Field")),
        on("2025-04-01", managerChanged("olli", null, "minna")),
      )
      .then({
        members: [
          {
            memberId: "olli",
            name: "Olli Aalto",
            email: "ＯＬＬＩ.Aalto@example.com",
            emailKey: "olli.aalto@example.com",
            team: "Field",
            managerId: "minna",
            revision: 4n,
            position: 6n,
            effectiveOn: "2025-04-01",
          },
          { memberId: "minna", revision: 0n },
        ],
      }));

  it("changes only the details that are told", () =>
    given(olli)
      .when(
        on("2025-02-01", {
          type: "MemberDetailsChanged",
          data: { memberId: "olli", title: { from: null, to: "Engineer" } },
        }),
      )
      .then({ members: [{ title: "Engineer", timezone: null, skills: ["dns", "bgp"] }] }));

  it("keeps a leaver, inactive, with their last day", () =>
    given(olli)
      .when(on("2025-06-01", deactivated("olli", "2025-05-31")))
      .then({ members: [{ active: false, startDate: "2025-01-01", endDate: "2025-05-31" }] }));

  it("goes on with the same period when the member is reactivated", () =>
    given(olli, on("2025-06-01", deactivated("olli", "2025-05-31")))
      .when(on("2025-06-03", reactivated("olli", "2025-05-31")))
      .then({ members: [{ active: true, startDate: "2025-01-01", endDate: null }] }));

  it("starts a new period when the member is rehired", () =>
    given(olli, on("2025-06-01", deactivated("olli", "2025-05-31")))
      .when(
        on("2026-01-01", {
          type: "MemberRehired",
          data: {
            memberId: "olli",
            from: { startDate: "2025-01-01", endDate: "2025-05-31" },
            team: { from: "Cloud", to: "Field" },
            newTeam: false,
            title: { from: null, to: "Lead" },
            managerId: { from: null, to: null },
          },
        }),
      )
      .then({ members: [{ active: true, startDate: "2026-01-01", endDate: null, team: "Field", title: "Lead" }] }));

  it("notes an assignment only in how far the stream is folded", () =>
    given(olli, on("2025-01-01", opened("dns")))
      .when(on("2025-02-01", assigned("olli", "a1", "dns")))
      .then({ members: [{ revision: 1n, position: 3n, effectiveOn: "2025-02-01", startDate: "2025-01-01" }] }));
});

describe("a member who never was, or is past retention", () => {
  const minna = on("2025-01-01", registered("minna", { managerId: "olli" }));
  const renaming = on("2025-02-01", renamed("olli", "olli", "Olli Aalto"));

  it("goes, with those who reported to them left without a manager", () =>
    given(olli, minna)
      .when(on("2025-01-01", registeredInError("olli")))
      .then({ members: [{ memberId: "minna", managerId: null, position: 3n, revision: 0n }] }));

  it("goes whatever was recorded before, and stays away whatever comes", () =>
    given(olli, renaming)
      .when(on("2025-01-01", registeredInError("olli")), on("2025-03-01", renamed("olli", "Olli Aalto", "O.")))
      .then({ members: [] }));

  it("leaves nothing to read once sealed", () =>
    given(olli, minna, on("2025-06-01", deactivated("olli", "2025-05-31")))
      .when(on("2033-01-01", sealed("olli")))
      .then({ members: [{ memberId: "minna", managerId: null }] }));
});

describe("a change that is not the newest in date order", () => {
  it("is laid where it belongs, and the row stands as the newest left it", () =>
    given(olli, on("2025-03-01", renamed("olli", "olli", "Olli Aalto")))
      .when(on("2025-02-01", renamed("olli", "olli", "Ollie")), on("2025-02-15", transferred("olli", "Cloud", "Field")))
      .then({
        members: [{ name: "Olli Aalto", team: "Field", revision: 3n, position: 4n, effectiveOn: "2025-03-01" }],
      }));

  it("lays events of one day in the order in which they were recorded", () =>
    given(olli, on("2025-03-01", renamed("olli", "olli", "Olli Aalto")))
      .when(on("2025-01-01", renamed("olli", "olli", "Ollie")))
      .then({ members: [{ name: "Olli Aalto" }] }));

  it("brings back no manager who is gone", () =>
    given(
      olli,
      on("2025-01-01", registered("minna", { managerId: "olli" })),
      on("2025-02-01", renamed("minna", "m", "n")),
    )
      .when(on("2025-01-01", registeredInError("olli")), on("2025-01-15", renamed("minna", "m", "o")))
      .then({ members: [{ memberId: "minna", name: "n", managerId: null, position: 5n }] }));
});
