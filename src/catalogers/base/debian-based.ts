import { type Base, type BaseClues, osEvidence } from './base.ts'

/** debuerreotype's `slimify` writes it, to keep documentation out of the slim variants. */
const SLIM_CONFIG = '/etc/dpkg/dpkg.cfg.d/docker'

/** Debian, its slim variant, and Ubuntu. */
export function debianBased({ tree, os, packages }: BaseClues): Base | null {
  const family = os?.id ?? (packages.some(({ type }) => type === 'deb') ? 'debian' : undefined)
  if (family !== 'debian' && family !== 'ubuntu') return null
  const evidence = [os === null ? 'no os-release file, but a package database of dpkg' : osEvidence(os)]
  if (family === 'ubuntu' || tree.get(SLIM_CONFIG) === undefined) return { family, variant: null, tags: [], evidence }
  return { family, variant: 'slim', tags: [], evidence: [...evidence, `${SLIM_CONFIG} is there`] }
}
