import { describe, it } from "@jest/globals";
import type { MemberCommandOf } from "../../../src/domain/member/messages.ts";
import { given } from "../support/specification.ts";
import { assigned, closed, held, left, managed, on, opened, registered } from "../support/vocabulary.ts";

const ada = registered("ada");
const gone = left("ada", "2025-01-31", "2025-02-01");
const memberId = "ada";

describe("reactivating a member", () => {
  const reactivate = (data: { on?: string; managerId?: string | null } = {}) =>
    ({ type: "ReactivateMember", data: { memberId, on: "2025-03-01", ...data } }) as const;
  const back = (date = "2025-03-01") =>
    on(date, { type: "MemberReactivated", data: { memberId, lastDay: "2025-01-31" } });
  const restored = (queueId: string) =>
    on("2025-03-01", {
      type: "QueueAssigned",
      data: { memberId, assignmentId: `id of assignment/ada/${queueId}/1`, queueId, assignmentType: "primary" },
    });

  it("continues their employment", () => given(ada, gone).when(reactivate()).then(back()));

  it("can undo a departure without a gap", () =>
    given(ada, gone)
      .when(reactivate({ on: "2025-02-01" }))
      .then(back("2025-02-01")));

  it("restores what they covered, where the queue is still open", () =>
    given(
      ada,
      opened("billing"),
      opened("search"),
      assigned("ada", "billing"),
      assigned("ada", "search"),
      left("ada", "2025-01-31", "2025-02-01", { closed: [held("ada", "billing"), held("ada", "search")] }),
      closed("search", "2025-02-10"),
    )
      .when(reactivate())
      .then(back(), restored("billing")));

  it("is refused where a queue that it restores is closed later", () =>
    given(
      ada,
      opened("billing"),
      assigned("ada", "billing"),
      left("ada", "2025-01-31", "2025-02-01", { closed: [held("ada", "billing")] }),
      closed("billing", "2025-03-02"),
    )
      .when(reactivate())
      .thenRejected("conflicts-with-later-change", "closing of the queue Billing (2025-03-02)"));

  it("keeps a manager who is still active", () =>
    given(registered("bob"), registered("ada", { managerId: "bob" }), gone)
      .when(reactivate())
      .then(back()));

  it("leaves them without a manager who has left meanwhile", () =>
    given(registered("bob"), registered("ada", { managerId: "bob" }), gone, left("bob", "2025-02-09", "2025-02-10"))
      .when(reactivate())
      .then(managed("ada", "bob", null, "2025-03-01"), back()));

  it("gives them the manager who is named", () =>
    given(registered("bob"), registered("cid"), registered("ada", { managerId: "bob" }), gone)
      .when(reactivate({ managerId: "cid" }))
      .then(managed("ada", "bob", "cid", "2025-03-01"), back()));

  it("is refused under a leaver", () =>
    given(registered("bob"), ada, gone, left("bob", "2025-01-31", "2025-02-01"))
      .when(reactivate({ managerId: "bob" }))
      .thenRejected("manager-not-active", "Bob"));

  it("changes nothing on a date before their departure: they were active", () =>
    given(ada, gone)
      .when(reactivate({ on: "2025-01-31" }))
      .thenNothing());

  it("changes nothing for who is active", () => given(ada).when(reactivate()).thenNothing());

  it("is refused for who is active under another manager", () =>
    given(ada, registered("bob"))
      .when(reactivate({ managerId: "bob" }))
      .thenRejected("member-still-active", "Ada"));

  it("is refused for nobody known", () => given().when(reactivate()).thenRejected("member-unknown"));
});

describe("rehiring a member", () => {
  const rehire = (data: Partial<MemberCommandOf<"RehireMember">> = {}) =>
    ({ type: "RehireMember", data: { memberId, on: "2025-04-01", newTeam: false, ...data } }) as const;
  const rehired = (data: object = {}) =>
    on("2025-04-01", {
      type: "MemberRehired",
      data: {
        memberId,
        from: { startDate: "2025-01-01", endDate: "2025-01-31" },
        team: { from: "Engineering", to: "Engineering" },
        newTeam: false,
        title: { from: null, to: null },
        managerId: { from: null, to: null },
        ...data,
      },
    });

  it("begins another period of employment, as they were before", () => given(ada, gone).when(rehire()).then(rehired()));

  it("takes what is given", () =>
    given(ada, gone, registered("bob"))
      .when(rehire({ team: "Ops", newTeam: true, title: "Lead", managerId: "bob" }))
      .then(
        rehired({
          team: { from: "Engineering", to: "Ops" },
          newTeam: true,
          title: { from: null, to: "Lead" },
          managerId: { from: null, to: "bob" },
        }),
      ));

  it("restores no assignment", () =>
    given(
      ada,
      opened("billing"),
      assigned("ada", "billing"),
      left("ada", "2025-01-31", "2025-02-01", { closed: [held("ada", "billing")] }),
    )
      .when(rehire())
      .then(rehired()));

  it("can follow the last day at once", () =>
    given(ada, gone)
      .when(rehire({ on: "2025-02-01" }))
      .then({ ...rehired(), effectiveOn: "2025-02-01" }));

  it("is refused on the last day", () =>
    given(ada, gone)
      .when(rehire({ on: "2025-01-31" }))
      .thenRejected("member-still-active", "Ada"));

  it("is refused for a team that is not", () =>
    given(ada, gone)
      .when(rehire({ team: "Ops" }))
      .thenRejected("unknown-team", "Ops"));

  it("is refused for who is active", () => given(ada).when(rehire()).thenRejected("member-still-active", "Ada"));

  it("is refused for another start than the one that was recorded", () =>
    given(ada, gone, rehired())
      .when(rehire({ on: "2025-05-01" }))
      .thenRejected("member-still-active", "2025-04-01"));

  it("changes nothing when repeated", () => given(ada, gone, rehired()).when(rehire()).thenNothing());

  it("leaves them away on the days before it", () =>
    given(ada, gone, rehired())
      .when({ type: "RenameMember", data: { memberId, on: "2025-03-31", name: "Ada King" } })
      .thenRejected("member-not-active", "Ada has left"));
});
