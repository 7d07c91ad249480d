import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { gzipSync } from 'node:zlib'

/** Takes a tar of plain ustar members apart as tar-split does: its files to disk, all else to the lines of the file that is made. */
export function splitTar(tar: Buffer, files: string, tarSplit: string): void {
  const lines: object[] = []
  let segment = 0
  for (let at = 0; at < tar.length; ) {
    const header = tar.subarray(at, at + 512)
    at += 512
    const size = Number.parseInt(textAt(header, 124, 12) || '0', 8)
    if (header[156] !== 0x30 || size === 0) continue
    const name = textAt(header, 0, 100)
    lines.push({ type: 2, payload: tar.toString('base64', segment, at), position: lines.length })
    lines.push({ type: 1, name, size, payload: 'AAAAAAAAAAA=', position: lines.length })
    mkdirSync(dirname(join(files, name)), { recursive: true })
    writeFileSync(join(files, name), tar.subarray(at, at + size))
    segment = at + size
    at += Math.ceil(size / 512) * 512
  }
  lines.push({ type: 2, payload: tar.toString('base64', segment), position: lines.length })
  writeSplit(tarSplit, lines)
}

/** Writes the file of tar-split with these entries. */
export function writeSplit(path: string, lines: readonly object[]): void {
  writeFileSync(path, gzipSync(lines.map((line) => `${JSON.stringify(line)}\n`).join('')))
}

function textAt(block: Buffer, at: number, width: number): string {
  return block
    .subarray(at, at + width)
    .toString('utf8')
    .replace(/\0.*$/s, '')
}
