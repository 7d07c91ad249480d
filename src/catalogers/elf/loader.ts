import { joinPath, nameOf } from '../../rootfs/path.ts'
import type { PathLookup } from '../../rootfs/tree.ts'
import { abiOf, type ElfObject, elfObject } from './elf-object.ts'
import { getOrInsert } from './get-or-insert.ts'
import { LOADER_CACHE } from './loader-cache.ts'
import { type ElfFact, ldSoConfDirectories, muslPathDirectories } from './loader-configuration.ts'

/** A dynamic loader, as programs name it in PT_INTERP. */
export interface Loader {
  readonly kind: 'glibc' | 'musl' | 'uclibc' | 'bionic'
  readonly path: string
  /** The loader itself; undefined where the image lacks it. */
  readonly object: ElfObject | undefined
  /** Where it looks for a library of this name before those: what `ldconfig` found, of glibc only. */
  readonly cached: ReadonlyMap<string, readonly string[]>
  /** Where it looks last: configured and built-in directories, whether they exist or not. */
  readonly directories: readonly string[]
}

const LOADER_NAME = /^ld(?:32|64)?(?:-[^/]+)?\.so\.\d+$|^linker(?:64)?$/
const LOADER_DIRECTORIES = ['/lib', '/lib64', '/lib32', '/libx32', '/system/bin']
const MUSL_LOADER = /^(.*)\/lib\/(ld-musl-[^/]+)\.so\.1$/
const MAX_CONVENTIONAL = 64
const NO_CACHE: ReadonlyMap<string, readonly string[]> = new Map()

/** The loaders of an image. */
export class Loaders {
  readonly #tree: PathLookup<ElfFact>
  readonly #byPath = new Map<string, Loader>()
  readonly #directories = new Map<string, readonly string[]>()
  #musl: ReadonlyMap<string, string> | undefined
  #cached: ReadonlyMap<string, readonly string[]> | undefined

  constructor(tree: PathLookup<ElfFact>) {
    this.#tree = tree
  }

  /** What the loader that programs call `interpreter` is, and where it looks for libraries. */
  at(interpreter: string): Loader {
    return getOrInsert(this.#byPath, interpreter, () => {
      const object = elfObject(this.#tree, this.#tree.resolve(joinPath('/', interpreter)))
      const kind = this.#kindOf(interpreter, object)
      const cached = kind === 'glibc' ? this.#cache() : NO_CACHE
      return { kind, path: interpreter, object, cached, directories: this.#directoriesOf(kind, interpreter, object) }
    })
  }

  /** The loaders that a library may meet: those asked for so far, and those where programs look for them; alike ones once. */
  all(): Loader[] {
    const conventional = LOADER_DIRECTORIES.flatMap((directory) =>
      this.#namesIn(directory, LOADER_NAME).map((name) => `${directory}/${name}`),
    )
    for (const path of conventional.slice(0, MAX_CONVENTIONAL)) this.at(path)
    const distinct = new Map<string, Loader>()
    for (const loader of this.#byPath.values()) {
      if (loader.object === undefined) continue
      getOrInsert(distinct, [loader.kind, abiOf(loader.object.binary), ...loader.directories].join('\0'), () => loader)
    }
    return [...distinct.values()]
  }

  #kindOf(interpreter: string, object: ElfObject | undefined): Loader['kind'] {
    const names = [nameOf(interpreter), object?.node.name, object?.binary.soname].filter((name) => name !== undefined)
    if (names.some((name) => /^ld-musl-|^libc\.musl-/.test(name))) return 'musl'
    if (names.some((name) => name.includes('uClibc'))) return 'uclibc'
    if (names.some((name) => /^linker(?:64)?$/.test(name))) return 'bionic'
    // gcompat's loader has glibc's name, but is a static program that starts the program under musl's loader.
    if (object?.binary.linkage === 'static' && this.#muslLoaderFor(object) !== undefined) return 'musl'
    return 'glibc'
  }

  #directoriesOf(kind: Loader['kind'], interpreter: string, object: ElfObject | undefined): readonly string[] {
    if (kind === 'bionic') return ['/system/lib64', '/system/lib', '/vendor/lib64', '/vendor/lib']
    const builtIn = object?.binary.libraryDirectories
    if (kind !== 'musl') return getOrInsert(this.#directories, String(builtIn), () => this.#glibcDirectories(builtIn))
    const muslLoader = object === undefined ? undefined : this.#muslLoaderFor(object)
    const paths = [interpreter, object?.node.path ?? '', muslLoader ?? '']
    const found = paths.map((path) => MUSL_LOADER.exec(path)).find((match) => match !== null)
    // musl's ldso/dynlink.c: PREFIX/etc/ld-musl-ARCH.path beside PREFIX/lib/ld-musl-ARCH.so.1, else the built-in path.
    const configuration = found ? `${found[1]}/etc/${found[2]}.path` : '/'
    return getOrInsert(
      this.#directories,
      configuration,
      () => muslPathDirectories(this.#tree, configuration) ?? ['/lib', '/usr/local/lib', '/usr/lib'],
    )
  }

  /**
   * Built-in directories differ between distributions. Of a loader that does not tell its own all are taken: a library of
   * another kind of binary in one of them does no harm.
   */
  #glibcDirectories(builtIn: readonly string[] | undefined): readonly string[] {
    // The loader reads ld.so.cache, which ldconfig makes from ld.so.conf; without the cache the configuration is void.
    const cache = this.#tree.resolve(LOADER_CACHE)
    const isRead = cache !== undefined && this.#tree.fact(cache) !== undefined
    const configured = cache === undefined || isRead ? [] : ldSoConfDirectories(this.#tree)
    if (builtIn !== undefined) return [...configured, ...builtIn]
    const multiarch = ['/lib', '/usr/lib'].flatMap((directory) =>
      this.#namesIn(directory, /^[^.]+-linux-gnu/).map((name) => `${directory}/${name}`),
    )
    const plain = ['/lib64', '/usr/lib64', '/lib32', '/usr/lib32', '/libx32', '/usr/libx32', '/lib', '/usr/lib']
    return [...configured, ...multiarch, ...plain]
  }

  #cache(): ReadonlyMap<string, readonly string[]> {
    if (this.#cached !== undefined) return this.#cached
    const node = this.#tree.resolve(LOADER_CACHE)
    const fact = node === undefined ? undefined : this.#tree.fact(node)
    const paths = new Map<string, string[]>()
    if (fact !== undefined && 'libraries' in fact) {
      for (const [name, path] of fact.libraries) getOrInsert(paths, name, () => []).push(path)
    }
    this.#cached = paths
    return paths
  }

  #muslLoaderFor(object: ElfObject): string | undefined {
    this.#musl ??= new Map(
      this.#namesIn('/lib', /^ld-musl-/).flatMap((name): [string, string][] => {
        const loader = elfObject(this.#tree, this.#tree.resolve(`/lib/${name}`))
        return loader === undefined ? [] : [[abiOf(loader.binary), `/lib/${name}`]]
      }),
    )
    return this.#musl.get(abiOf(object.binary))
  }

  #namesIn(directory: string, pattern: RegExp): string[] {
    return [...(this.#tree.resolve(directory)?.children?.keys() ?? [])].filter((name) => pattern.test(name))
  }
}
