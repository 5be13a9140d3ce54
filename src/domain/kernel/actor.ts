/** Who gave a command: an issuer (`os`, an identity provider) and a subject that only the issuer explains. */
export type Actor = { readonly issuer: string; readonly subject: string };
