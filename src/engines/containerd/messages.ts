/** What containerd's API sends and takes, as `protocol.ts` describes it. Sizes are in bytes; numbers are not checked yet. */

/** A moment, as google.protobuf.Timestamp has it. */
export interface Timestamp {
  readonly seconds: number
  readonly nanos: number
}

/** What an image's name stands for. */
interface TargetMessage {
  readonly mediaType: string
  readonly digest: string
  readonly size: number
}

/** A name and what it stands for: all that an image is to containerd. */
export interface ImageMessage {
  readonly name: string
  readonly target: TargetMessage | null
  readonly createdAt: Timestamp | null
  readonly updatedAt: Timestamp | null
}

interface InfoMessage {
  readonly digest: string
  readonly size: number
}

/** A step of storing a blob. */
export interface WriteRequest {
  /** STAT begins, WRITE adds `data` at `offset`, COMMIT ends. */
  readonly action: 'STAT' | 'WRITE' | 'COMMIT'
  /** What the blob is known by until it is there. */
  readonly ref: string
  /** The size of the whole, where it is known. */
  readonly total?: number
  /** The digest of the whole, where it is known. */
  readonly expected?: string
  readonly offset?: number
  readonly data?: Uint8Array
}

/** How far a blob has come. */
export interface WriteResponse {
  readonly offset: number
  readonly total: number
}

interface Method<Request, Response> {
  readonly request: Request
  readonly response: Response
}

type NewImage = Pick<ImageMessage, 'name' | 'target'>

/** Methods that answer once. */
export interface UnaryMethods {
  'version.v1.Version/Version': Method<object, { readonly version: string }>
  'namespaces.v1.Namespaces/List': Method<object, { readonly namespaces: readonly { readonly name: string }[] }>
  'leases.v1.Leases/Create': Method<{ readonly id: string; readonly labels: Readonly<Record<string, string>> }, object>
  'leases.v1.Leases/Delete': Method<{ readonly id: string; readonly sync: boolean }, object>
  'containers.v1.Containers/List': Method<
    object,
    { readonly containers: readonly { readonly id: string; readonly image: string }[] }
  >
  'images.v1.Images/Get': Method<{ readonly name: string }, { readonly image: ImageMessage | null }>
  'images.v1.Images/List': Method<object, { readonly images: readonly ImageMessage[] }>
  'images.v1.Images/Create': Method<{ readonly image: NewImage }, object>
  'images.v1.Images/Update': Method<
    { readonly image: NewImage; readonly updateMask: { readonly paths: readonly string[] } },
    object
  >
  'content.v1.Content/Info': Method<{ readonly digest: string }, { readonly info: InfoMessage | null }>
  'content.v1.Content/Update': Method<
    {
      readonly info: { readonly digest: string; readonly labels: Readonly<Record<string, string>> }
      readonly updateMask: { readonly paths: readonly string[] }
    },
    object
  >
  'content.v1.Content/Abort': Method<{ readonly ref: string }, object>
}

/** Methods that answer with a stream. */
export interface StreamMethods {
  'content.v1.Content/List': Method<object, { readonly info: readonly InfoMessage[] }>
  'content.v1.Content/Read': Method<{ readonly digest: string }, { readonly data: Uint8Array }>
}

/** Methods that are a conversation. */
export interface DuplexMethods {
  'content.v1.Content/Write': Method<WriteRequest, WriteResponse>
}
