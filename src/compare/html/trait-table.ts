import { hash } from 'node:crypto'
import { printable } from '../../report/terminal-text.ts'
import { displayPath } from '../../rootfs/path.ts'
import type { TreeNode } from '../../rootfs/tree.ts'
import type { EntryTraits } from './report-data.ts'

/** Numbers the kinds of entries. */
export class TraitTable {
  readonly list: EntryTraits[] = []
  readonly #numbers = new Map<string, number>()

  /** The kind of a node; `counted` as in `EntryTraits`. */
  numberOf(node: TreeNode, counted: boolean): number {
    const { type, mode, uid, gid } = node
    return this.#number({ type, mode, uid, gid, xattrs: xattrTexts(node.xattrs), counted, several: false })
  }

  /** The kind of what stands for several paths. */
  get several(): number {
    return this.#number({ type: 'file', mode: 0, uid: 0, gid: 0, xattrs: [], counted: true, several: true })
  }

  #number(traits: EntryTraits): number {
    const { type, mode, uid, gid, xattrs, counted, several } = traits
    const key = `${type} ${mode} ${uid} ${gid} ${counted} ${several} ${xattrs.join(' ')}`
    const known = this.#numbers.get(key)
    if (known !== undefined) return known
    const number = this.list.push(traits) - 1
    this.#numbers.set(key, number)
    return number
  }
}

function xattrTexts(xattrs: TreeNode['xattrs']): readonly string[] {
  if (xattrs === null) return NO_XATTRS
  return Array.from(
    xattrs,
    ([name, value]) =>
      `${printable(displayPath(name))}=${value.length > MOST_SHOWN ? hash('sha256', value) : hexOf(value)}`,
  ).sort()
}

/** The bytes of a longer value would only make the report larger: its SHA-256 tells it from others. */
const MOST_SHOWN = 32

function hexOf(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex')
}

const NO_XATTRS: readonly string[] = []
