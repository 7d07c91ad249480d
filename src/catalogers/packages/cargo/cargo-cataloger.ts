import { unlessMalformed } from '../../elf/elf-reader.ts'
import { factsByFile } from '../facts-by-file.ts'
import { fieldsOf, listOf, parseFields, textOf } from '../loose-json.ts'
import type { Package, PackageCataloger } from '../package.ts'
import { purlOf } from '../purl.ts'
import { findDependencyList, selectDependencyList } from './dependency-list.ts'

/** Crates, and dependencies of all of them together; the largest real program met has 700 and 3,000. */
const MAX_CRATES = 10_000
const MAX_DEPENDENCIES = 100_000
/** Of a name or a version; crates.io allows 64. */
const MAX_LENGTH = 256

type Crate = {
  readonly name: string
  readonly version: string
  /** The crate that the binary is built of. */
  readonly root?: boolean
  /** Crates, by their place in the list. */
  readonly dependencies?: readonly number[]
}

/** Crates that Rust binaries were built from, where `cargo auditable` wrote them down. */
export const cargoCataloger: PackageCataloger<readonly Crate[]> = {
  name: 'cargo',
  version: 1,

  select: ({ size }, head) => unlessMalformed(() => selectDependencyList(size, head)),

  read(_entry, content) {
    const list = unlessMalformed(() => findDependencyList(content))
    return list === undefined ? undefined : parseCrates(list)
  },

  conclude(tree) {
    const packages: Package[] = []
    for (const { node, paths, fact } of factsByFile(tree)) {
      for (const { name, version, root, dependencies = [] } of fact) {
        packages.push({
          type: 'cargo',
          name,
          version,
          architecture: null,
          source: null,
          licenses: [],
          purl: purlOf({ type: 'cargo', name, version, architecture: null, source: null }, null),
          paths: root ? paths : [],
          database: node.path,
          layer: node.layer,
          dependencies: dependencies.map((at) => fact[at]!.name),
        })
      }
    }
    return packages
  },
}

/** The crates that run: those of build scripts are listed too, but are not in the binary. */
function parseCrates(list: string): readonly Crate[] {
  const stated = listOf(parseFields(list).packages).map(fieldsOf)
  if (stated.length > MAX_CRATES) throw new Error(`it states more than ${MAX_CRATES} crates`)
  const running = stated.flatMap((fields, place) => {
    const [name, version] = [nameOf(fields.name), nameOf(fields.version)]
    return fields.kind === 'build' || name === undefined || version === undefined
      ? []
      : [{ place, name, version, root: fields.root === true, needs: listOf(fields.dependencies) }]
  })
  if (sum(running.map(({ needs }) => needs.length)) > MAX_DEPENDENCIES)
    throw new Error(`it states more than ${MAX_DEPENDENCIES} dependencies of crates`)
  const indexes = new Map<unknown, number>(running.map(({ place }, index) => [place, index]))
  return running.map(({ name, version, root, needs }): Crate => {
    const dependencies = needs.flatMap((place) => indexes.get(place) ?? [])
    return { name, version, ...(root && { root }), ...(dependencies.length > 0 && { dependencies }) }
  })
}

function nameOf(value: unknown): string | undefined {
  const text = textOf(value)
  return text !== undefined && text.length <= MAX_LENGTH ? text : undefined
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0)
}
