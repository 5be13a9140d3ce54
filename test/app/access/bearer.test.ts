import { describe, expect, it } from "@jest/globals";
import { bearerToken } from "../../../src/app/access/authentication.ts";
import { Unauthenticated } from "../../../src/app/access/failures.ts";

const refusal = (authorization?: string): Unauthenticated => {
  try {
    bearerToken({ headers: { authorization } });
  } catch (error) {
    if (error instanceof Unauthenticated) return error;
  }
  throw new Error("It was taken.");
};

describe("the header Authorization", () => {
  it.each(["Bearer abc", "bearer abc", "BEARER  abc ", "Bearer abc"])("gives the token of %j", (authorization) =>
    expect(bearerToken({ headers: { authorization } })).toBe("abc"),
  );

  it("takes what a token may be made of", () =>
    expect(bearerToken({ headers: { authorization: "Bearer aZ0-._~+/x==" } })).toBe("aZ0-._~+/x=="));

  it.each([undefined, ""])("is asked for where there is none, and no error is named: %j", (authorization) =>
    expect(refusal(authorization)).toMatchObject({ fault: "missing", challenge: 'Bearer realm="muster"' }),
  );

  it.each([
    "Basic dXNlcjpwYXNz",
    "Bearer",
    "Bearer ",
    "abc",
    "Bearer a b",
    "Bearer a, Bearer b",
    'Bearer "abc"',
    "Bearer abc\u0000",
    "Bearer аbc",
    "Bearer =",
    `Bearer ${"a".repeat(10_000)}`,
    `Bearer ${" ".repeat(100_000)}`,
  ])("is refused, and not repeated, where it is no bearer token (%#)", (authorization) => {
    const { fault, challenge, message } = refusal(authorization);
    expect(fault).toBe("invalid");
    // RFC 6750: what a quoted text may hold.
    expect(challenge).toMatch(/^Bearer realm="muster", error="invalid_token", error_description="[ !#-[\]-~]+"$/);
    expect(challenge + message).not.toMatch(/dXNlcjpwYXNz|abc|aaaa/);
  });
});
