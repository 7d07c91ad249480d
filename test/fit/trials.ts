import { type AppOptions, type BaseFit, fitApp, tryBase } from '../../src/index.ts'
import { ALPINE_MUSL, DEBIAN_GLIBC, library } from '../catalogers/elf/elf-tree.ts'
import type { LayerFile } from '../support/tree-of.ts'
import { imageFrom, type TestImage } from './image.ts'

/** Files of a layer, by absolute path. */
export type Files = Readonly<Record<string, LayerFile>>

/** Where Debian has libraries. */
export const MULTIARCH = '/usr/lib/x86_64-linux-gnu'
const RELEASE = { '/etc/os-release': 'ID=test\n' }
/** The C library of `glibcBase`. */
export const GLIBC = { family: 'glibc', version: '2.36' } as const
/** A base without anything. */
export const EMPTY: TestImage = { layers: [] }

/** A base of glibc, with versions of symbols as Debian 12 has them, and these files. */
export function glibcBase(files: Files = {}, more: Partial<TestImage> = {}): TestImage {
  const libc = library(['ld-linux-x86-64.so.2'], {
    soname: 'libc.so.6',
    definedVersions: ['GLIBC_2.2.5', 'GLIBC_2.34', 'GLIBC_2.36', 'GLIBC_PRIVATE'],
  })
  const system = { ...RELEASE, ...DEBIAN_GLIBC, [`${MULTIARCH}/libc.so.6`]: libc }
  return {
    layers: [{ files: { ...system, ...files }, instruction: 'ADD rootfs.tar /' }],
    libc: GLIBC,
    os: 'debian',
    ...more,
  }
}

/** A base of musl with these files. */
export function muslBase(files: Files = {}): TestImage {
  return { layers: [{ files: { ...ALPINE_MUSL, ...files } }], libc: { family: 'musl', version: '1.2.5' }, os: 'alpine' }
}

/** An app on a system, as a Dockerfile makes it. */
export function appOn(system: TestImage, own: Files, config: TestImage['config'] = { cmd: ['/app'] }): TestImage {
  return { ...system, layers: [...system.layers, { files: own, instruction: 'COPY app /' }], config }
}

/** What comes of trying an app on a base. */
export function verdictOf(app: TestImage, base: TestImage, options: AppOptions = {}): BaseFit {
  return tryBase(fitApp(imageFrom(app), options), imageFrom(base), { label: 'base' })
}

/** What is to be added to start, or later. */
export function added({ add }: BaseFit, need: 'start' | 'later' = 'start'): string[] {
  return add.filter((addition) => addition.need === need).map(({ path }) => path)
}
