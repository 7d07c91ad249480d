/** Counts what is read over HTTP. */
export class Traffic {
  /** Requests that were answered, those of a login and after a redirect among them. */
  requests = 0
  /** Bytes of the answers' bodies; headers are left out. */
  bytes = 0
}
