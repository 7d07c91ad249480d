/** What a user proves itself to a registry with. */
export type Credentials =
  | { readonly kind: 'password'; readonly username: string; readonly password: string; readonly origin: string }
  /** An OAuth2 refresh token, which Docker calls an identity token. */
  | { readonly kind: 'refresh-token'; readonly token: string; readonly origin: string }

/** What a search for credentials gave. `origin`, in them, says where they stand: a file, a helper, the command line. */
export interface CredentialLookup {
  readonly credentials: Credentials | null
  /** Sentences on places that could not be asked, for the error that a registry's refusal ends in. */
  readonly problems: readonly string[]
}

/** The user name by which a credential helper says that the secret is a refresh token (docker-credential-helpers). */
const REFRESH_TOKEN_USER = '<token>'

/** Credentials from a user name and a secret, as helpers and files hold them. */
export function credentialsOf(username: string, secret: string, origin: string): Credentials {
  return username === REFRESH_TOKEN_USER
    ? { kind: 'refresh-token', token: secret, origin }
    : { kind: 'password', username, password: secret, origin }
}

/** The value of a Basic `Authorization` header (RFC 7617), in UTF-8. */
export function basicAuthorization(username: string, password: string): string {
  return `Basic ${Buffer.from(`${username}:${password}`, 'utf8').toString('base64')}`
}
