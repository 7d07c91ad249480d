import {
  Server,
  ServerCredentials,
  type ServerUnaryCall,
  type ServerWritableStream,
  type sendUnaryData,
} from '@grpc/grpc-js'
import type { ServiceDefinition } from '@grpc/proto-loader'
import { fromJSON } from '@grpc/proto-loader'
import { PROTOCOL } from '../../../src/engines/containerd/protocol.ts'

/** What one method answers to a request: a message, several (of a stream), or an error with a gRPC status. */
export type Answer = (request: never) => object | readonly object[] | (Error & { readonly code: number })

/** Something that speaks gRPC on a socket. */
interface FakeServer extends AsyncDisposable {
  /** What tells a client how to reach it. */
  readonly env: { readonly CONTAINERD_ADDRESS: string }
}

/** Serves those of containerd's methods that are given, by their names such as `images.v1.Images/Get`. */
export async function startFakeContainerd(
  socket: string,
  answers: Readonly<Record<string, Answer>>,
): Promise<FakeServer> {
  const definitions = fromJSON(PROTOCOL, { longs: Number, enums: String, defaults: true })
  const server = new Server()
  for (const service of new Set(Object.keys(answers).map((name) => name.split('/')[0]!))) {
    const definition = definitions[`containerd.services.${service}`] as ServiceDefinition
    const methods = Object.keys(definition).flatMap((method) => {
      const answer = answers[`${service}/${method}`]
      return answer === undefined ? [] : [[method, definition[method]!.responseStream ? stream(answer) : unary(answer)]]
    })
    server.addService(definition, Object.fromEntries(methods))
  }
  await new Promise<void>((resolve, reject) =>
    server.bindAsync(`unix:${socket}`, ServerCredentials.createInsecure(), (error) =>
      error ? reject(error) : resolve(),
    ),
  )
  return { env: { CONTAINERD_ADDRESS: socket }, [Symbol.asyncDispose]: async () => server.forceShutdown() }
}

function unary(answer: Answer) {
  return ({ request }: ServerUnaryCall<never, object>, callback: sendUnaryData<object>): void => {
    const result = answer(request)
    if (result instanceof Error) callback(result)
    else callback(null, result)
  }
}

function stream(answer: Answer) {
  return (call: ServerWritableStream<never, object>): void => {
    const result = answer(call.request)
    if (result instanceof Error) {
      call.emit('error', result)
      return
    }
    for (const message of [result].flat()) call.write(message)
    call.end()
  }
}
