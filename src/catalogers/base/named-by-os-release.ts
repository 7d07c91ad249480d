import { type Base, type BaseClues, osEvidence } from './base.ts'

/** Distributions whose os-release ID is not what people call them. */
const NAMES: ReadonlyMap<string, string> = new Map([
  ['amzn', 'amazonlinux'],
  ['ol', 'oraclelinux'],
  ['archarm', 'arch'],
  ['sles', 'suse'],
])

/** Any other distribution: Fedora, Arch, Rocky Linux, … */
export function namedByOsRelease({ os }: BaseClues): Base | null {
  if (os === null) return null
  const [, openSuse, edition] = /^(opensuse)-(.+)$/.exec(os.id) ?? []
  const family = openSuse ?? NAMES.get(os.id) ?? os.id
  return { family, variant: edition ?? null, tags: [], evidence: [osEvidence(os)] }
}
