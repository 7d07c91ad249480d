import { messageOf } from '../../../errors.ts'
import type { FactStream } from '../../../layer/fact-reader.ts'
import { nameOf } from '../../../rootfs/path.ts'
import type { EntrySink } from './entry-content.ts'
import { identify } from './identity.ts'
import { Inflaters } from './inflaters.ts'
import { bundleLicenses, type Manifest, parseManifest } from './manifest.ts'
import { type Coordinates, parsePomProperties, pomLicenses } from './pom.ts'
import { type ZipHandler, ZipReader } from './zip-reader.ts'

/** An artifact that an archive is, or that was unpacked into it. A type, so that it counts as JSON. */
type Artifact = {
  readonly group: string | null
  readonly name: string
  readonly version: string
  readonly licenses?: readonly string[]
  /** The nested archive that holds it; absent for the file's own. */
  readonly within?: string
  /** Whether it is the archive, not one of those that were unpacked into it. */
  readonly whole?: boolean
}

/** What was found in a file. */
export type ArchiveFact = {
  readonly artifacts: readonly Artifact[]
  /** Nested archives that could not be read, and why. */
  readonly problems?: readonly string[]
}

/** Archives that can hold archives: an application (ear) its modules (war), these their libraries (jar), and those, shaded, more. */
const MAX_DEPTH = 4
const MAX_NAME = 1024
/** POMs, and nested archives, in all. */
const MAX_FINDINGS = 20_000
const MAX_PROBLEMS = 10
/** Of a manifest, of which only the first section counts, and of a POM. */
const MAX_TEXT = 256 * 1024
/** Maven's have some 100 bytes. */
const MAX_PROPERTIES = 4096
/** What the entries that are read may expand to, over all levels: nested archives are compressed already. */
const EXPANSION_RATIO = 20
const EXPANSION_FREE = 64 * 1024 * 1024

const POM = /^META-INF\/maven\/[^/]+\/[^/]+\/pom\.(properties|xml)$/
const MANIFEST = 'META-INF/MANIFEST.MF'
const ARCHIVE = /\.(?:[jwe]ar|[hj]pi)$/i

/** Whether a path is that of a Java archive, by its extension: libraries, web and enterprise applications, plugins of Jenkins. */
export function isArchivePath(path: string): boolean {
  return ARCHIVE.test(path)
}

/** Reads a Java archive that goes by, and those nested in it; never more of it in memory than one header and one text. */
export class ArchiveStream implements FactStream<ArchiveFact> {
  readonly #budget: Budget
  readonly #archive: Archive

  /** `size` is the file's, in bytes. */
  constructor(path: string, size: number) {
    this.#budget = { inflaters: new Inflaters(EXPANSION_FREE + EXPANSION_RATIO * size), findings: MAX_FINDINGS }
    this.#archive = new Archive(nameOf(path), '', 0, this.#budget)
  }

  push(bytes: Uint8Array): void {
    this.#archive.push(bytes)
  }

  /** @throws {Error} when it is no archive, or is cut short. */
  end(): ArchiveFact | undefined {
    this.#budget.inflaters.close()
    this.#archive.end()
    const { artifacts, problems } = this.#archive
    if (artifacts.length === 0 && problems.length === 0) return undefined
    return { artifacts, ...(problems.length > 0 && { problems: problems.slice(0, MAX_PROBLEMS) }) }
  }
}

/** What a file may take, together with all that is nested in it. */
interface Budget {
  readonly inflaters: Inflaters
  findings: number
}

type Pom = Coordinates & { readonly group: string }

/** One archive, at any depth. */
class Archive implements ZipHandler {
  /** Complete when the archive has ended. */
  readonly artifacts: Artifact[] = []
  readonly problems: string[] = []
  readonly #fileName: string
  /** The path of a nested archive inside the file; empty for the file itself. */
  readonly #within: string
  readonly #depth: number
  readonly #budget: Budget
  readonly #zip: ZipReader
  #manifest: Manifest = new Map()
  /** By the names of their entries. */
  readonly #poms = new Map<string, Pom>()
  readonly #licenses = new Map<string, readonly string[]>()
  readonly #nested = new Map<string, Pick<Archive, 'artifacts' | 'problems'>>()
  readonly #listed = new Set<string>()

  constructor(fileName: string, within: string, depth: number, budget: Budget) {
    this.#fileName = fileName
    this.#within = within
    this.#depth = depth
    this.#budget = budget
    this.#zip = new ZipReader(this, budget.inflaters)
  }

  push(bytes: Uint8Array): void {
    this.#zip.push(bytes)
  }

  entry(name: string): EntrySink | undefined {
    if (name.length > MAX_NAME) return undefined
    if (name.toUpperCase() === MANIFEST) {
      return textSink(MAX_TEXT, (text) => {
        this.#manifest = parseManifest(text)
      })
    }
    const [, pom] = POM.exec(name) ?? []
    if (pom !== undefined) return this.#pomSink(name, pom === 'xml')
    return isArchivePath(name) && this.#depth < MAX_DEPTH ? this.#nestedSink(name) : undefined
  }

  /** Java goes by the central directory: what this does not list is not there. */
  listed(name: string): void {
    if (this.#poms.has(name) || this.#nested.has(name)) this.#listed.add(name)
  }

  /** @throws {Error} when the archive is cut short, or holds more than it may. */
  end(): void {
    this.#zip.end()
    this.artifacts.push(...this.#ownArtifacts())
    for (const [name, { artifacts, problems }] of this.#nested) {
      if (!this.#listed.has(name)) continue
      for (const artifact of artifacts) this.artifacts.push(artifact)
      if (this.problems.length < MAX_PROBLEMS) this.problems.push(...problems)
    }
  }

  #pomSink(name: string, xml: boolean): EntrySink | undefined {
    return this.#spend(() =>
      textSink(xml ? MAX_TEXT : MAX_PROPERTIES, (text) => {
        if (xml) this.#licenses.set(name, pomLicenses(text).map(detached))
        const pom = xml ? undefined : parsePomProperties(text)
        if (pom !== undefined) this.#poms.set(name, pom)
      }),
    )
  }

  #nestedSink(name: string): EntrySink | undefined {
    return this.#spend(() => {
      const within = this.#within === '' ? name : `${this.#within}!/${name}`
      const archive = new Archive(nameOf(`/${name}`), within, this.#depth + 1, this.#budget)
      const { artifacts, problems } = archive
      this.#nested.set(name, { artifacts, problems })
      return {
        push(bytes) {
          archive.push(bytes)
          return true
        },
        end(problem) {
          try {
            if (problem !== null) throw new Error(problem)
            archive.end()
          } catch (error) {
            problems.push(`${within}: ${messageOf(error)}`)
          }
        },
      }
    })
  }

  #spend(open: () => EntrySink): EntrySink | undefined {
    return this.#budget.findings-- > 0 ? open() : undefined
  }

  #ownArtifacts(): Artifact[] {
    const poms = [...this.#poms].filter(([name]) => this.#listed.has(name))
    const own = identify(
      this.#fileName,
      this.#manifest,
      poms.map(([, pom]) => pom),
    )
    const artifacts = poms.map(([name, pom]) => {
      const licenses = this.#licenses.get(name.replace(/properties$/, 'xml')) ?? []
      return this.#artifact(pom, licenses, pom === own)
    })
    const isPom = artifacts.some(({ whole }) => whole)
    return own === null || isPom ? artifacts : [this.#artifact(own, [], true), ...artifacts]
  }

  #artifact({ group, name, version }: Coordinates, stated: readonly string[], whole: boolean): Artifact {
    const licenses = whole && stated.length === 0 ? bundleLicenses(this.#manifest) : stated
    return {
      group: group === null ? null : detached(group),
      name: detached(name),
      version: detached(version),
      ...(licenses.length > 0 && { licenses: licenses.map(detached) }),
      ...(this.#within !== '' && { within: this.#within }),
      ...(whole && { whole }),
    }
  }
}

/** The same text, without the one that it was cut from, which would stay in memory with it. */
function detached(text: string): string {
  return Buffer.from(text).toString()
}

/** Collects an entry's first bytes as text. */
function textSink(limit: number, use: (text: string) => void): EntrySink {
  const parts: Uint8Array[] = []
  let left = limit
  return {
    push(bytes) {
      parts.push(Buffer.from(bytes.subarray(0, left))) // a copy, which `slice` of a Buffer is not
      left -= Math.min(left, bytes.length)
      return left > 0
    },
    end: () => use(Buffer.concat(parts).toString()),
  }
}
