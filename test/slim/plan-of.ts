import { planSlim } from '../../src/slim/plan-slim.ts'
import type { SlimOptions } from '../../src/slim/slim-options.ts'
import type { SlimPlan } from '../../src/slim/slim-plan.ts'
import { DEBIAN_GLIBC } from '../catalogers/elf/elf-tree.ts'
import { imageFrom, type TestImage } from '../fit/image.ts'
import type { LayerFile } from '../support/tree-of.ts'

export type Files = Readonly<Record<string, LayerFile>>

/** A program without an ELF header or a shebang is none; a script of a shell is the shortest that is. */
export function script(...lines: readonly string[]): LayerFile {
  return { content: ['#!/bin/sh', ...lines, ''].join('\n'), mode: 0o755 }
}

/** What a Debian with glibc has, these files besides, and an app that was copied onto it. */
export function debianWith(system: Files, own: Files, more: Partial<TestImage> = {}): TestImage {
  const files = { '/etc/os-release': 'ID=debian\n', ...DEBIAN_GLIBC, ...system }
  return {
    layers: [
      { files, instruction: 'ADD rootfs.tar /' },
      { files: own, instruction: 'COPY app /' },
    ],
    os: 'debian',
    ...more,
  }
}

/** What becomes of an image, with only its files unless the options say otherwise. */
export function planFor(image: TestImage, options: SlimOptions = {}): SlimPlan {
  return planSlim(imageFrom(image), { mode: 'files', ...options })
}

/** The paths that stay, without directories. */
export function staying({ decisions }: SlimPlan): string[] {
  return [...decisions].flatMap(([{ path, type }, { keep }]) => (keep && type !== 'directory' ? [path] : []))
}

/** Why a path stays or goes: `library`, or `-man-pages`. */
export function fateOf({ decisions }: SlimPlan, path: string): string | undefined {
  for (const [node, { keep, reason }] of decisions) if (node.path === path) return `${keep ? '' : '-'}${reason.kind}`
  return undefined
}

/** How a path is led to, from itself to its root. */
export function chainOf({ decisions }: SlimPlan, path: string): string[] {
  const byPath = new Map([...decisions].map(([node, decision]) => [node.path, decision]))
  const chain: string[] = []
  for (let at: string | undefined = path; at !== undefined && chain.length < 20; ) {
    const decision = byPath.get(at)
    chain.push(at)
    at = decision?.keep === true ? decision.reason.because?.path : undefined
  }
  return chain
}
