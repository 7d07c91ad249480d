/**
 * The messages and services of containerd's API that are used, in protobufjs's JSON form: a `.proto` file that is read when the
 * program runs would not be in its bundle. Names and numbers are those of github.com/containerd/containerd,
 * api/services/<service>/v1/*.proto and api/types/descriptor.proto; fields that are not used are left out, as protocol buffers allow.
 */
export const PROTOCOL = {
  nested: {
    google: {
      nested: {
        protobuf: {
          nested: {
            Empty: { fields: {} },
            Timestamp: { fields: { seconds: field('int64', 1), nanos: field('int32', 2) } },
            FieldMask: { fields: { paths: list('string', 1) } },
          },
        },
      },
    },
    containerd: {
      nested: {
        types: {
          nested: {
            Descriptor: {
              fields: {
                mediaType: field('string', 1),
                digest: field('string', 2),
                size: field('int64', 3),
                annotations: texts(5),
              },
            },
          },
        },
        services: {
          nested: {
            version: v1({
              Version: { methods: { Version: method('.google.protobuf.Empty', 'VersionResponse') } },
              VersionResponse: { fields: { version: field('string', 1) } },
            }),
            namespaces: v1({
              Namespaces: { methods: { List: method('ListNamespacesRequest', 'ListNamespacesResponse') } },
              Namespace: { fields: { name: field('string', 1) } },
              ListNamespacesRequest: { fields: {} },
              ListNamespacesResponse: { fields: { namespaces: list('Namespace', 1) } },
            }),
            leases: v1({
              Leases: {
                methods: {
                  Create: method('CreateRequest', 'CreateResponse'),
                  Delete: method('DeleteRequest', '.google.protobuf.Empty'),
                },
              },
              CreateRequest: { fields: { id: field('string', 1), labels: texts(3) } },
              CreateResponse: { fields: {} },
              DeleteRequest: { fields: { id: field('string', 1), sync: field('bool', 2) } },
            }),
            containers: v1({
              Containers: { methods: { List: method('ListContainersRequest', 'ListContainersResponse') } },
              Container: { fields: { id: field('string', 1), image: field('string', 3) } },
              ListContainersRequest: { fields: {} },
              ListContainersResponse: { fields: { containers: list('Container', 1) } },
            }),
            images: v1({
              Images: {
                methods: {
                  Get: method('GetImageRequest', 'GetImageResponse'),
                  List: method('ListImagesRequest', 'ListImagesResponse'),
                  Create: method('CreateImageRequest', 'CreateImageResponse'),
                  Update: method('UpdateImageRequest', 'UpdateImageResponse'),
                },
              },
              Image: {
                fields: {
                  name: field('string', 1),
                  labels: texts(2),
                  target: field('.containerd.types.Descriptor', 3),
                  createdAt: field('.google.protobuf.Timestamp', 7),
                  updatedAt: field('.google.protobuf.Timestamp', 8),
                },
              },
              GetImageRequest: { fields: { name: field('string', 1) } },
              GetImageResponse: { fields: { image: field('Image', 1) } },
              ListImagesRequest: { fields: {} },
              ListImagesResponse: { fields: { images: list('Image', 1) } },
              CreateImageRequest: { fields: { image: field('Image', 1) } },
              CreateImageResponse: { fields: {} },
              UpdateImageRequest: {
                fields: { image: field('Image', 1), updateMask: field('.google.protobuf.FieldMask', 2) },
              },
              UpdateImageResponse: { fields: {} },
            }),
            content: v1({
              Content: {
                methods: {
                  Info: method('InfoRequest', 'InfoResponse'),
                  Update: method('UpdateRequest', 'UpdateResponse'),
                  List: { ...method('ListContentRequest', 'ListContentResponse'), responseStream: true },
                  Read: { ...method('ReadContentRequest', 'ReadContentResponse'), responseStream: true },
                  Write: {
                    ...method('WriteContentRequest', 'WriteContentResponse'),
                    requestStream: true,
                    responseStream: true,
                  },
                  Abort: method('AbortRequest', '.google.protobuf.Empty'),
                },
              },
              Info: { fields: { digest: field('string', 1), size: field('int64', 2), labels: texts(5) } },
              InfoRequest: { fields: { digest: field('string', 1) } },
              InfoResponse: { fields: { info: field('Info', 1) } },
              UpdateRequest: { fields: { info: field('Info', 1), updateMask: field('.google.protobuf.FieldMask', 2) } },
              UpdateResponse: { fields: {} },
              ListContentRequest: { fields: {} },
              ListContentResponse: { fields: { info: list('Info', 1) } },
              ReadContentRequest: { fields: { digest: field('string', 1) } },
              ReadContentResponse: { fields: { data: field('bytes', 2) } },
              WriteAction: { values: { STAT: 0, WRITE: 1, COMMIT: 2 } },
              WriteContentRequest: {
                fields: {
                  action: field('WriteAction', 1),
                  ref: field('string', 2),
                  total: field('int64', 3),
                  expected: field('string', 4),
                  offset: field('int64', 5),
                  data: field('bytes', 6),
                },
              },
              WriteContentResponse: { fields: { offset: field('int64', 4), total: field('int64', 5) } },
              AbortRequest: { fields: { ref: field('string', 1) } },
            }),
          },
        },
      },
    },
  },
}

function v1<Nested>(nested: Nested): { nested: { v1: { nested: Nested } } } {
  return { nested: { v1: { nested } } }
}

/** The library's types want a comment. */
function method(requestType: string, responseType: string): { requestType: string; responseType: string; comment: '' } {
  return { requestType, responseType, comment: '' }
}

function field(type: string, id: number): { type: string; id: number } {
  return { type, id }
}

function list(type: string, id: number): { rule: 'repeated'; type: string; id: number } {
  return { rule: 'repeated', type, id }
}

/** A map from strings to strings. */
function texts(id: number): { keyType: 'string'; type: 'string'; id: number } {
  return { keyType: 'string', type: 'string', id }
}
