import { ENTRY_COLUMNS, type FileTable, type FileTableHeader } from './report-data.ts'
import { decodeVarints } from './varints.ts'

/** Reads what `encodeFileTable` wrote. Knows nothing of Node.js: this is the page's side. */
export function decodeFileTable(bytes: Uint8Array): FileTable {
  const headerBytes = new DataView(bytes.buffer, bytes.byteOffset).getUint32(0, true)
  let position = 4 + headerBytes
  const text = new TextDecoder('utf-8', { ignoreBOM: true })
  const header = JSON.parse(text.decode(bytes.subarray(4, position))) as FileTableHeader
  const parts = header.parts.map((length) => {
    position += length
    return bytes.subarray(position - length, position)
  })

  const names = header.paths === 0 ? [] : text.decode(parts[0]!).split('\n')
  const depths = decodeVarints(parts[1]!, new Uint32Array(header.paths))
  const entriesOfPath = decodeVarints(parts[2]!, new Uint32Array(header.paths))
  const column = (name: (typeof ENTRY_COLUMNS)[number]): Uint32Array =>
    decodeVarints(parts[3 + ENTRY_COLUMNS.indexOf(name)]!, new Uint32Array(header.entries))

  const firstEntry = new Uint32Array(header.paths + 2)
  const path = new Uint32Array(header.entries)
  for (let index = 0; index < header.paths; index++) {
    const start = firstEntry[index + 1]!
    const end = start + entriesOfPath[index]!
    path.fill(index + 1, start, end)
    firstEntry[index + 2] = end
  }
  return {
    parents: parentsOf(depths),
    names: ['', ...names],
    firstEntry,
    path,
    size: decodeVarints(parts[3 + ENTRY_COLUMNS.indexOf('size')]!, new Float64Array(header.entries)),
    files: column('files'),
    trait: column('trait'),
    content: column('content'),
    owner: column('owner'),
    layer: column('layer'),
    imageSet: column('imageSet'),
    traits: header.traits,
    linkTargets: header.linkTargets,
    imageSets: header.imageSets,
    together: header.together,
  }
}

/** The nearest path before each that is one level higher; 0 is the root. */
function parentsOf(depths: Uint32Array): Uint32Array {
  const parents = new Uint32Array(depths.length + 1)
  const lastAt = [0]
  depths.forEach((depth, index) => {
    parents[index + 1] = lastAt[depth - 1]!
    lastAt[depth] = index + 1
  })
  return parents
}
