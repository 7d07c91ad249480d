import type { Output } from '../output.ts'

/** What a server says to a request. */
export interface HttpAnswer {
  readonly status: number
  /** As the header has it; null where there is none. */
  readonly contentType: string | null
  readonly body: Output
}

/** What is asked of a server. */
export interface HttpRequest {
  /** On the loopback interface. */
  readonly port: number
  /** With its query: `/status?full`. */
  readonly path: string
}

/** An answer as it comes from the program that asks: JSON, the body's head in base64. */
export interface SentAnswer extends Omit<HttpAnswer, 'body'> {
  readonly body: { readonly head: string; readonly bytes: number; readonly sha256: string }
}
