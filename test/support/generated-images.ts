import { hash } from 'node:crypto'
import type { ImageInventory } from '../../src/index.ts'
import type { TreeNode } from '../../src/rootfs/tree.ts'

/** What the HTML report reads of an image. */
export type GeneratedImage = Pick<ImageInventory, 'tree' | 'packages' | 'owners' | 'layers'>

const FILES_OF_DIRECTORY = 100
/** Of every hundred files, those that images of one family do not share. */
const OWN_FILES = 10

/**
 * An image of many files in two layers, the first of which it shares with every other: of each directory's hundred files the
 * last ten are its own. The same for the same numbers.
 *
 * @param image its number
 * @param files how many files it has, in hundreds
 */
export function generatedImage(image: number, files: number): GeneratedImage {
  const nodes: TreeNode[] = []
  const add = (parent: TreeNode | null, name: string, layer: number, size: number | null): TreeNode => {
    const path = parent === null ? '/' : parent.path === '/' ? `/${name}` : `${parent.path}/${name}`
    const isFile = size !== null
    const node: TreeNode = {
      path,
      name,
      parent,
      type: isFile ? 'file' : 'directory',
      mode: isFile ? 0o644 : 0o755,
      uid: 0,
      gid: 0,
      size: size ?? 0,
      mtime: 0,
      linkTarget: null,
      xattrs: null,
      layer,
      inode: nodes.length,
      contentLayer: layer,
      sha256: isFile ? hash('sha256', `${layer} ${path} ${size}`) : null,
      sha256Bytes: isFile ? hash('sha256', `${layer} ${path} ${size}`, 'buffer') : null,
      device: null,
      earlier: null,
      children: isFile ? null : new Map(),
    }
    if (parent !== null) {
      ;(parent.children as Map<string, TreeNode>).set(name, node)
      nodes.push(node)
    }
    return node
  }
  const root = add(null, '', 0, null)
  for (let directory = 0; directory < files / FILES_OF_DIRECTORY; directory++) {
    const parent = add(root, `directory-${String(directory).padStart(4, '0')}`, 0, null)
    for (let file = 0; file < FILES_OF_DIRECTORY; file++) {
      const isOwn = file >= FILES_OF_DIRECTORY - OWN_FILES
      const size = (directory * 7919 + file * 104_729 + (isOwn ? image * 15_485_863 : 0)) % 100_003
      add(parent, `file-${String(file).padStart(2, '0')}`, isOwn ? 1 : 0, size)
    }
  }
  const byPath = new Map(nodes.map((node) => [node.path, node]))
  const find = (path: string): TreeNode | undefined => byPath.get(path)
  const tree = {
    root,
    nodes: () => nodes,
    get: find,
    resolve: find,
    resolveParent: find,
    fact: () => undefined,
    facts: () => [],
    history: () => [],
  }
  return { tree, packages: [], owners: new Map(), layers: [layer('base'), layer(`own-${image}`)] }
}

function layer(name: string): ImageInventory['layers'][number] {
  return {
    inventory: { diffId: `sha256:${hash('sha256', name)}`, compressedBytes: 1 },
    effect: { fileBytes: 0 },
    instruction: `COPY ${name} /`,
  } as ImageInventory['layers'][number]
}
