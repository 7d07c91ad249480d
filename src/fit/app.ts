import { elfCataloger } from '../catalogers/elf/elf-cataloger.ts'
import { elfObject } from '../catalogers/elf/elf-object.ts'
import { shebangReader } from '../catalogers/shebang.ts'
import { UnavailableError, UsageError } from '../errors.ts'
import type { ImageInventory } from '../inventory/image-inventory.ts'
import type { OwnLayers } from '../report/fit-document.ts'
import { joinPath, pathFromDisplay } from '../rootfs/path.ts'
import { selfAndBelow } from '../rootfs/self-and-below.ts'
import type { TreeNode } from '../rootfs/tree.ts'
import { startsOf } from '../why/starts.ts'
import { contentBytes } from './content-bytes.ts'
import { Donor } from './donor.ts'
import { ownFiles } from './own-files.ts'
import { type LayerChoice, ownLayers } from './own-layers.ts'

/** How an app is told from its image. */
export interface AppOptions extends LayerChoice {
  /** Paths in the image that the app needs as well: programs, libraries, directories with either, or any file. */
  readonly also?: readonly string[]
}

/** An app, ready to be tried on bases. */
export interface FitApp {
  readonly image: ImageInventory
  readonly own: OwnLayers
  /** What would be copied onto a base; parents before children. */
  readonly files: readonly TreeNode[]
  /** Their content, hard links once. */
  readonly bytes: number
  /** The programs and libraries among them. */
  readonly binaries: readonly TreeNode[]
  readonly starts: readonly AppStart[]
  /** What `AppOptions.also` names, with everything below directories. */
  readonly also: readonly TreeNode[]
  /** The programs that it names by themselves. */
  readonly alsoPrograms: readonly TreeNode[]
  /** What the app's image has for bases that lack something. */
  readonly donor: Donor
}

/** A file that the app's command names, or that the app is. */
interface AppStart {
  readonly says: string
  /** Where its image has it; null for a program that its own image lacks. */
  readonly path: string | null
  readonly as: 'program' | 'argument' | 'healthcheck'
}

/**
 * Tells an app from its image.
 * @throws {UsageError} when the options name layers that the image does not have; {UnavailableError} when they name paths that it
 *   does not have.
 */
export function fitApp(image: ImageInventory, options: AppOptions = {}): FitApp {
  const own = ownLayers(image, options)
  return appOfFiles(image, own, ownFiles(image, own), options.also)
}

/**
 * An app that is these files of its image, parents before children.
 * @throws {UnavailableError} when `alsoPaths` (`AppOptions.also`) name what the image does not have.
 */
export function appOfFiles(
  image: ImageInventory,
  own: OwnLayers,
  files: readonly TreeNode[],
  alsoPaths: readonly string[] = [],
): FitApp {
  const facts = image.factsOf(elfCataloger)
  const also = alsoPaths.map((path) => alsoNode(image, path))
  return {
    image,
    own,
    files,
    bytes: contentBytes(files),
    binaries: files.filter((node) => elfObject(facts, node) !== undefined),
    starts: appStarts(image, files),
    also: also.flatMap(selfAndBelow),
    alsoPrograms: also.filter(programTest(image)),
    donor: new Donor(image),
  }
}

/** What the command starts; where there is none, every program of the app. */
function appStarts(image: ImageInventory, files: readonly TreeNode[]): AppStart[] {
  const { tree, factsOf } = image
  const { config } = image.config
  const scripts = factsOf(shebangReader)
  const isScript = (node: TreeNode): boolean => scripts.fact(node) !== undefined
  const [program] = [...config.entrypoint, ...config.cmd]
  if (program !== undefined) {
    const starts = startsOf(tree, config, isScript)
    const isFound = starts.some(({ kind }) => kind === 'entrypoint')
    return [
      ...(isFound ? [] : [{ says: program, path: null, as: 'program' } as const]),
      ...starts.flatMap(({ says, path, of, runs }): AppStart[] => {
        if (of === 'healthcheck') return runs ? [{ says, path, as: 'healthcheck' }] : []
        return [{ says, path, as: runs ? 'program' : 'argument' }]
      }),
    ]
  }
  return files.filter(programTest(image)).map(({ path }) => ({ says: path, path, as: 'program' }))
}

/** Tells programs that can be started by their name, scripts among them. */
function programTest({ factsOf }: ImageInventory): (node: TreeNode) => boolean {
  const scripts = factsOf(shebangReader)
  const binaries = factsOf(elfCataloger)
  return (node) =>
    node.type === 'file' &&
    (node.mode & 0o111) !== 0 &&
    (scripts.fact(node) !== undefined || elfObject(binaries, node)?.binary.kind === 'program')
}

function alsoNode({ tree, reference }: ImageInventory, path: string): TreeNode {
  if (path === '') throw new UsageError("--also names no path; / is all of the app's image.")
  const node = tree.resolve(joinPath('/', pathFromDisplay(path)))
  if (node !== undefined) return node
  throw new UnavailableError(`${reference} has nothing at ${path}, which --also names.`)
}
