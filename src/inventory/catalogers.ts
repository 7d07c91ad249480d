import { createHash } from 'node:crypto'
import { elfCataloger } from '../catalogers/elf/elf-cataloger.ts'
import { libcCataloger } from '../catalogers/libc.ts'
import { namedPathsReader } from '../catalogers/named-paths.ts'
import { nodeWordsReader } from '../catalogers/node-words.ts'
import { npmDevelopmentReader } from '../catalogers/npm-development.ts'
import { nsswitchReader } from '../catalogers/nsswitch.ts'
import { osReleaseCataloger } from '../catalogers/os-release-cataloger.ts'
import { packageRecordsReader } from '../catalogers/package-records.ts'
import { apkCataloger } from '../catalogers/packages/apk.ts'
import { cargoCataloger } from '../catalogers/packages/cargo/cargo-cataloger.ts'
import { chiselCataloger } from '../catalogers/packages/chisel.ts'
import { composerCataloger } from '../catalogers/packages/composer.ts'
import { condaCataloger } from '../catalogers/packages/conda.ts'
import { dpkgCataloger } from '../catalogers/packages/dpkg.ts'
import { gemCataloger } from '../catalogers/packages/gem/gem-cataloger.ts'
import { golangCataloger } from '../catalogers/packages/golang/golang-cataloger.ts'
import { mavenCataloger } from '../catalogers/packages/java/maven-cataloger.ts'
import { npmCataloger } from '../catalogers/packages/npm.ts'
import { nugetCataloger } from '../catalogers/packages/nuget.ts'
import type { PackageCataloger } from '../catalogers/packages/package.ts'
import { pacmanCataloger } from '../catalogers/packages/pacman.ts'
import { pythonCataloger } from '../catalogers/packages/python/python-cataloger.ts'
import { rpmCataloger } from '../catalogers/packages/rpm/rpm-cataloger.ts'
import { postureCataloger } from '../catalogers/posture/posture.ts'
import { pythonImportsReader } from '../catalogers/python-imports.ts'
import { sha1Reader } from '../catalogers/sha1.ts'
import { shebangReader } from '../catalogers/shebang.ts'
import { shellWordsReader } from '../catalogers/shell-words.ts'
import type { FactReader, Json } from '../layer/fact-reader.ts'
import { CODEC_VERSION } from './layer-codec.ts'

/** Every package manager that is known. A new one is a line here. */
export const PACKAGE_CATALOGERS: readonly PackageCataloger<Json>[] = [
  dpkgCataloger,
  apkCataloger,
  rpmCataloger,
  pacmanCataloger,
  chiselCataloger,
  condaCataloger,
  npmCataloger,
  pythonCataloger,
  gemCataloger,
  composerCataloger,
  nugetCataloger,
  golangCataloger,
  cargoCataloger,
  mavenCataloger,
]

/** Every cataloger's reading half: what workers run while layers stream by. */
const FACT_READERS: readonly FactReader[] = [
  osReleaseCataloger,
  elfCataloger,
  libcCataloger,
  postureCataloger,
  shebangReader,
  shellWordsReader,
  pythonImportsReader,
  nsswitchReader,
  namedPathsReader,
  ...PACKAGE_CATALOGERS,
]

/** Readers for what few views need, by the name under which a view asks for them. */
const EXTRA_READERS = {
  sha1: sha1Reader,
  packageRecords: packageRecordsReader,
  npmDevelopment: npmDevelopmentReader,
  nodeWords: nodeWordsReader,
} as const satisfies Readonly<Record<string, FactReader<Json>>>

/** The name of a reader that runs only where it is asked for. */
export type ExtraFacts = keyof typeof EXTRA_READERS

/** All readers, with those that were asked for. */
export function factReaders(extra: readonly ExtraFacts[]): readonly FactReader[] {
  return [...FACT_READERS, ...extra.map((name) => EXTRA_READERS[name])]
}

/** Changes when cached inventories are no longer what scanning the layer again would give. */
export function cacheFingerprint(extra: readonly ExtraFacts[] = []): string {
  const parts = [`codec@${CODEC_VERSION}`, ...factReaders(extra).map(({ name, version }) => `${name}@${version}`)]
  return createHash('sha256').update(parts.join('\n')).digest('hex').slice(0, 16)
}
