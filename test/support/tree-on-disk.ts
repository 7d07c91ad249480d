import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { lstatSync, readdirSync, readFileSync, readlinkSync, type Stats } from 'node:fs'
import { decodeName } from '../../src/layer/tar/text.ts'

/** What is to be compared of a path: type, mode, owner, and what it holds or leads to. */
type Description = string

/** What a directory on disk holds, by path, with the root as `/`; every name of a hard-linked file says which it shares. */
export function treeOnDisk(root: string): Record<string, Description> {
  const found: [string, Description][] = []
  const first = new Map<number, string>()
  const pending: Buffer[] = [Buffer.alloc(0)]
  for (let path = pending.pop(); path !== undefined; path = pending.pop()) {
    const place = Buffer.concat([Buffer.from(root), path])
    const status = lstatSync(place)
    const name = decodeName(path)
    if (status.isDirectory()) {
      const names = readdirSync(place, { withFileTypes: true, encoding: 'buffer' }).map((entry) => entry.name)
      for (const child of names.sort(Buffer.compare).reverse()) {
        pending.push(Buffer.concat([path, Buffer.from('/'), child]))
      }
    }
    const linked = !status.isDirectory() && status.nlink > 1 ? (first.get(status.ino) ?? name) : undefined
    if (linked === name) first.set(status.ino, name)
    const owned = `${status.isSymbolicLink() ? '' : (status.mode & 0o7777).toString(8)} ${status.uid}:${status.gid}`
    found.push([name || '/', `${owned} ${what(status, place)}${linked === undefined ? '' : ` as ${linked}`}`])
  }
  return Object.fromEntries(found.sort(([a], [b]) => (a < b ? -1 : 1)))
}

/** All extended attributes below a directory, by path, as getfattr(1) prints them. */
export function attributesOnDisk(root: string): string {
  const options = ['--recursive', '--no-dereference', '--dump', '--match=-', '--encoding=hex', '.']
  const blocks = execFileSync('getfattr', options, { cwd: root, encoding: 'utf8', maxBuffer: 1 << 28 }).split('\n\n')
  return blocks.sort().join('\n\n')
}

function what(status: Stats, place: Buffer): string {
  if (status.isFile()) return `file ${createHash('sha256').update(readFileSync(place)).digest('hex')}`
  if (status.isSymbolicLink()) return `symlink to ${decodeName(readlinkSync(place, { encoding: 'buffer' }))}`
  if (status.isDirectory()) return 'directory'
  return `special ${status.mode & 0o170000} ${status.rdev}`
}
