import {
  createLocalJWKSet,
  createRemoteJWKSet,
  customFetch,
  errors,
  type JSONWebKeySet,
  jwksCache,
  type JWTVerifyGetKey,
  type RemoteJWKSet,
} from "jose";
import { AuthenticationUnavailable } from "../../app/access/failures.ts";
import { smallFetch } from "./smallFetch.ts";

/**
 * In milliseconds. A key that is not known is asked for, though not more often than `unknownKeyMs`; keys are asked for
 * anew after `freshMs`, and count on for `keptMs` while the issuer is away, which is then asked each `pauseMs`.
 */
export type KeyTimes = {
  readonly unknownKeyMs: number;
  readonly freshMs: number;
  readonly keptMs: number;
  readonly pauseMs: number;
  readonly answerMs: number;
};

export const keyTimes: KeyTimes = {
  unknownKeyMs: 30_000,
  freshMs: 600_000,
  keptMs: 3_600_000,
  pauseMs: 5000,
  answerMs: 3000,
};

/** The issuer's signing keys, found at an address that is asked for at first use, so that Muster starts without it. */
export function issuerKeys(address: () => Promise<URL>, times: KeyTimes = keyTimes): JWTVerifyGetKey {
  const cache: { jwks?: JSONWebKeySet; uat?: number } = {};
  let remote: RemoteJWKSet | undefined;
  let failedAt = -Infinity;
  let cause: unknown;
  const away = () =>
    new AuthenticationUnavailable("The identity provider's keys cannot be read now. Try again.", { cause });

  const opened = async (): Promise<RemoteJWKSet> =>
    (remote ??= createRemoteJWKSet(await address(), {
      timeoutDuration: times.answerMs,
      cooldownDuration: times.unknownKeyMs,
      cacheMaxAge: times.freshMs,
      [customFetch]: smallFetch,
      [jwksCache]: cache as Record<string, never>,
    }));

  /** With the keys of before: one that they lack may be a new one, so that it cannot be called wrong. */
  const known: JWTVerifyGetKey = async (header, token) => {
    const { jwks, uat = 0 } = cache;
    if (!jwks || Date.now() - uat > times.keptMs) throw away();
    try {
      return await createLocalJWKSet(jwks)(header, token);
    } catch (error) {
      throw error instanceof errors.JWKSNoMatchingKey ? away() : error;
    }
  };

  return async (header, token) => {
    if (performance.now() - failedAt < times.pauseMs) return known(header, token);
    try {
      return await (
        await opened()
      )(header, token);
    } catch (error) {
      if (saysWhichKey(error)) throw error;
      failedAt = performance.now();
      cause = error;
      return known(header, token);
    }
  };
}

/** Told by the keys themselves; anything else is the issuer that cannot be asked. */
const saysWhichKey = (error: unknown): boolean =>
  error instanceof errors.JWKSNoMatchingKey ||
  error instanceof errors.JWKSMultipleMatchingKeys ||
  error instanceof errors.JOSENotSupported;
