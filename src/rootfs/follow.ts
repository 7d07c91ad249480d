/** As Linux: more symlinks on the way to a file are a loop (path_resolution(7), MAXSYMLINKS). */
const MAX_SYMLINKS = 40

/** What following a path needs to know of a node. */
interface Place<Self> {
  readonly parent: Self | null
  readonly type: string
  readonly linkTarget: string | null
  readonly children: ReadonlyMap<string, Self> | null
}

/**
 * The node that an absolute path leads to from `root`, with every symlink followed inside the image, but for one at the end
 * unless `followLast`; undefined on a dead end or a loop. The symlinks on the way are added to `passed`.
 */
export function follow<Node extends Place<Node>>(
  root: Node,
  path: string,
  followLast: boolean,
  passed: Node[] = [],
): Node | undefined {
  let links = 0
  let node = root
  const names = path.split('/').reverse()
  while (names.length > 0) {
    const name = names.pop()!
    if (name === '' || name === '.') continue
    if (name === '..') {
      node = node.parent ?? node
      continue
    }
    const child = node.children?.get(name)
    if (child === undefined) return undefined
    if (child.type !== 'symlink' || (names.length === 0 && !followLast)) {
      node = child
      continue
    }
    if (++links > MAX_SYMLINKS) return undefined
    passed.push(child)
    const target = child.linkTarget!
    if (target.startsWith('/')) node = root
    names.push(...target.split('/').reverse())
  }
  return node
}
