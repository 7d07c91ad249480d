import { ContentReader } from '../../src/layer/content-reader.ts'
import type { EntryHeader } from '../../src/layer/entry.ts'
import type { FactReader, Json } from '../../src/layer/fact-reader.ts'

/** What a reader says of a file whose content comes in pieces of this size, as from a layer. */
export function readInPieces<Fact extends Json>(
  reader: FactReader<Fact>,
  path: string,
  bytes: Uint8Array,
  pieceBytes = 64 * 1024,
): { facts: Json[]; problems: string[] } {
  const facts: Json[] = []
  const problems: string[] = []
  const content = new ContentReader([reader], {
    fact: (_reader, fact) => facts.push(fact),
    problem: (message) => problems.push(message),
  })
  content.start(regularFile(path, bytes.length))
  for (let at = 0; at < bytes.length; at += pieceBytes) content.data(bytes.slice(at, at + pieceBytes))
  content.finish()
  return { facts, problems }
}

/** The header of a file that has nothing special. */
export function regularFile(path: string, size: number): EntryHeader {
  return {
    path,
    type: 'file',
    mode: 0o644,
    uid: 0,
    gid: 0,
    size,
    mtime: 0,
    linkTarget: null,
    device: null,
    xattrs: null,
  }
}
