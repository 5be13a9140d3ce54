/** Why a token is not taken: there is none, it is not one of ours or not any more, or its time is up. */
export type Fault = "missing" | "invalid" | "expired";

const realm = 'Bearer realm="muster"';

/**
 * Nobody knows the caller: 401. The sentence never repeats the token, nor says what of it was right.
 * @property challenge the value of WWW-Authenticate (RFC 6750, section 3)
 * @property reason for the log of whoever runs Muster: what was wrong, without the token or anything in it that is personal
 */
export class Unauthenticated extends Error {
  override readonly name = "Unauthenticated";
  readonly fault: Fault;
  readonly challenge: string;
  readonly reason: string;

  constructor(fault: Fault, sentence: string, reason = sentence) {
    super(sentence);
    this.fault = fault;
    this.reason = reason;
    // Where nothing was sent, nothing was wrong with it.
    this.challenge = fault === "missing" ? realm : `${realm}, error="invalid_token", error_description="${sentence}"`;
  }
}

/** Who the caller is cannot be found out now, because what knows it does not answer: 503. Try again. */
export class AuthenticationUnavailable extends Error {
  override readonly name = "AuthenticationUnavailable";
}
