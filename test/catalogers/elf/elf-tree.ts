import type { Binaries } from '../../../src/catalogers/elf/elf-cataloger.ts'
import { elfCataloger } from '../../../src/catalogers/elf/elf-cataloger.ts'
import type { ElfFact } from '../../../src/catalogers/elf/loader-configuration.ts'
import type { ElfBinary } from '../../../src/catalogers/elf/parse.ts'
import type { FactReader } from '../../../src/layer/fact-reader.ts'
import type { ExecutionConfig } from '../../../src/oci/config.ts'
import { conclusionOf, type LayerFile, treeOf } from '../../support/tree-of.ts'

const GLIBC = '/lib64/ld-linux-x86-64.so.2'
const MUSL = '/lib/ld-musl-x86_64.so.1'
const MARK = 'facts:'

/** A file of which the ELF cataloger has read this. */
function binary(facts: Partial<ElfBinary>): LayerFile {
  const fact = { class: 64, byteOrder: 'little', machine: 62, linkage: 'dynamic', stripped: true, ...facts }
  return { content: MARK + JSON.stringify(fact), mode: 0o755 }
}

/** A dynamic program for x86-64 and glibc, unless said otherwise. */
export function program(needed: readonly string[], facts: Partial<ElfBinary> = {}): LayerFile {
  return binary({ kind: 'program', interpreter: GLIBC, needed, ...facts })
}

/** A shared library for x86-64, unless said otherwise. */
export function library(needed: readonly string[] = [], facts: Partial<ElfBinary> = {}): LayerFile {
  return binary({ kind: 'library', needed, ...facts })
}

/** glibc as Debian lays it out. */
export const DEBIAN_GLIBC: Readonly<Record<string, LayerFile>> = {
  '/lib': { symlink: 'usr/lib' },
  '/lib64': { symlink: 'usr/lib64' },
  '/usr/lib64/ld-linux-x86-64.so.2': { symlink: '/lib/x86_64-linux-gnu/ld-linux-x86-64.so.2' },
  '/usr/lib/x86_64-linux-gnu/ld-linux-x86-64.so.2': library([], { soname: 'ld-linux-x86-64.so.2' }),
  '/usr/lib/x86_64-linux-gnu/libc.so.6': library(['ld-linux-x86-64.so.2'], { soname: 'libc.so.6' }),
}

/** musl as Alpine lays it out. */
export const ALPINE_MUSL: Readonly<Record<string, LayerFile>> = {
  [MUSL]: library([], { soname: 'libc.musl-x86_64.so.1' }),
  '/lib/libc.musl-x86_64.so.1': { symlink: 'ld-musl-x86_64.so.1' },
}

/** Reads what `program` and `library` make, and everything else as the ELF cataloger does. */
export const markedElfReader: Pick<FactReader<ElfFact>, 'select' | 'read'> = {
  select: (entry, head) =>
    Buffer.from(head).toString().startsWith(MARK) ? { limit: 1_000_000 } : elfCataloger.select(entry, head),
  read: (entry, content) =>
    content.text.startsWith(MARK) ? JSON.parse(content.text.slice(MARK.length)) : elfCataloger.read(entry, content),
}

/** What is found in an image with these files; text files that configure loaders are read as they are. */
export function binariesOf(
  files: Readonly<Record<string, LayerFile>>,
  config: Partial<ExecutionConfig> = {},
): Binaries & { readonly warnings: readonly string[] } {
  const image = conclusionOf({ config })
  const tree = treeOf<ElfFact>([files], markedElfReader)
  return { ...elfCataloger.conclude(tree, image), warnings: image.warnings }
}

/** The needs that are not met, as `path: need`. */
export function unresolvedOf(
  files: Readonly<Record<string, LayerFile>>,
  config: Partial<ExecutionConfig> = {},
): string[] {
  return binariesOf(files, config).unresolved.map(({ path, needs }) => `${path}: ${needs}`)
}
