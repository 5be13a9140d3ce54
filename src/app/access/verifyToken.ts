import type { Verify } from "./authentication.ts";
import { Unauthenticated } from "./failures.ts";
import { keyIdIn } from "./keyText.ts";

/** Who verifies which kind of token; what is not configured is undefined, and such tokens are refused. */
export type Verifiers = {
  readonly apiKey: Verify;
  readonly jwt: Verify | undefined;
  readonly local: Verify | undefined;
};

const jwtShape = /^[\w-]+\.[\w-]*\.[\w-]*$/;

/** Sends each token to the one verifier of its kind, so that no token is ever tried as another. */
export const verifyToken =
  ({ apiKey, jwt, local }: Verifiers): Verify =>
  (token) => {
    const verify = keyIdIn(token) !== undefined ? apiKey : jwtShape.test(token) ? jwt : local;
    return verify
      ? verify(token)
      : Promise.reject(new Unauthenticated("invalid", "The token is not valid.", "its kind is not configured"));
  };
