import { type Base, type BaseClues, osEvidence } from './base.ts'

/** Slices of Ubuntu's packages, cut by chisel. */
export function chiseled({ tree, os, packages }: BaseClues): Base | null {
  const sliced = packages.find(({ type }) => type === 'chisel')
  if (sliced !== undefined) {
    return {
      family: 'chiseled',
      variant: null,
      tags: [],
      evidence: [`${sliced.database} is chisel's package database`],
    }
  }
  // Before chisel 1.0 there was no manifest: what is left of such an Ubuntu has neither dpkg's database nor a shell.
  if (os?.id !== 'ubuntu' || tree.get('/var/lib/dpkg/status') !== undefined || tree.resolve('/bin/sh') !== undefined)
    return null
  const evidence = [osEvidence(os), 'no /var/lib/dpkg/status', 'no /bin/sh']
  return { family: 'chiseled', variant: null, tags: [], evidence }
}
