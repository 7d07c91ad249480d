import { execFileSync } from 'node:child_process'
import { lstatSync, readdirSync, readFileSync, readlinkSync } from 'node:fs'
import { join } from 'node:path'

/** What a path on disk is, a text for each aspect in which it can differ. */
type Aspects = Readonly<Record<'type' | 'content' | 'target' | 'mode' | 'owner' | 'mtime' | 'xattrs', string>>

/**
 * In what two directories on disk differ, without regard to what moved: `added /a`, `removed /b`, `changed /c content,mode`,
 * in the order of the lines. Knows nothing of images; names are taken as Latin-1, which tells all of them apart.
 */
export function compareTreesOnDisk(before: string, after: string, ignored: readonly (keyof Aspects)[] = []): string[] {
  const old = readTree(before)
  const now = readTree(after)
  return [...new Set([...old.keys(), ...now.keys()])]
    .flatMap((path) => {
      const [a, b] = [old.get(path), now.get(path)]
      if (a === undefined) return [`added ${path}`]
      if (b === undefined) return [`removed ${path}`]
      const names = (Object.keys(a) as (keyof Aspects)[]).filter(
        (name) => a[name] !== b[name] && !ignored.includes(name),
      )
      // what has another type has nothing else to compare
      const aspects = names.includes('type') ? ['type'] : names
      return aspects.length === 0 ? [] : [`differs ${path} ${aspects.join()}`]
    })
    .sort()
}

function readTree(root: string): Map<string, Aspects> {
  const attributes = readAttributes(root)
  const found = new Map<string, Aspects>()
  const visit = (path: string): void => {
    for (const name of readdirSync(Buffer.from(join(root, path), 'latin1'), { encoding: 'latin1' })) {
      const child = `${path}/${name}`
      const place = Buffer.from(root + child, 'latin1')
      const status = lstatSync(place)
      const isDevice = status.isBlockDevice() || status.isCharacterDevice()
      found.set(child, {
        type: String(status.mode & 0o170000),
        content: status.isFile() ? readFileSync(place, 'latin1') : isDevice ? String(status.rdev) : '',
        target: status.isSymbolicLink() ? readlinkSync(place, 'latin1') : '',
        mode: status.isSymbolicLink() ? '' : String(status.mode & 0o7777),
        owner: `${status.uid}:${status.gid}`,
        mtime: String(Math.floor(status.mtimeMs / 1000)),
        xattrs: attributes.get(child) ?? '',
      })
      if (status.isDirectory()) visit(child)
    }
  }
  visit('')
  return found
}

/** Extended attributes by path, as getfattr(1) prints them. */
function readAttributes(root: string): Map<string, string> {
  const options = ['--recursive', '--no-dereference', '--dump', '--match=-', '--encoding=hex', '.']
  const output = execFileSync('getfattr', options, { cwd: root, encoding: 'latin1', maxBuffer: 1 << 28 })
  const blocks = output.split('\n\n').filter((block) => block.startsWith('# file: '))
  return new Map(
    blocks.map((block) => {
      const [head = '', ...lines] = block.split('\n')
      const name = head
        .slice('# file: '.length)
        .replace(/\\(\d{3})/g, (_, octal) => String.fromCharCode(Number.parseInt(octal, 8)))
      return [
        name === '.' ? '' : `/${name}`,
        lines
          .filter((line) => line !== '')
          .sort()
          .join('\n'),
      ]
    }),
  )
}
