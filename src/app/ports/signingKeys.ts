/**
 * A key that heads are signed with, as others may know it.
 * @property keyId the first 16 hex digits of the SHA-256 of the key
 * @property publicKey Ed25519, DER of its SubjectPublicKeyInfo (RFC 8410) in base64
 * @property retiredAt since when another one signs
 * @property endorsement the signature of the key before it, which says that this is its successor
 */
export type PublicKey = {
  readonly keyId: string;
  readonly publicKey: string;
  readonly madeAt: string;
  readonly retiredAt: string | null;
  readonly endorsement: { readonly keyId: string; readonly signature: string } | null;
};

export type Signer = {
  readonly keyId: string;
  /** An Ed25519 signature over the UTF-8 of the text, base64. */
  sign(text: string): string;
};

/** The keys of this machine that sign heads. What is retired can sign nothing more. */
export type SigningKeys = {
  /** Where they are, for a person. */
  readonly place: string;
  /** The one that signs now; made where there never was one. */
  signer(): Promise<Signer>;
  /** All that ever signed here, the oldest first. */
  published(): Promise<readonly PublicKey[]>;
  /** Makes another one, endorsed by the present one, which is forgotten but for its public half. */
  rotate(): Promise<PublicKey>;
};
