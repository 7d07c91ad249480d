import { type Base, type BaseClues, osEvidence } from './base.ts'

/** `ubi9-minimal-container`; the plain image is `ubi9-container`. */
const COMPONENT = /^ubi\d+(?:-(micro|minimal|init))?-container$/
const REPOSITORY = '/etc/yum.repos.d/ubi.repo'

/** Red Hat Enterprise Linux, and its Universal Base Images by label, repository and package manager. */
export function redHat({ tree, config, os }: BaseClues): Base | null {
  if (os?.id !== 'rhel') return null
  const evidence = [osEvidence(os)]
  const component = config.config.labels['com.redhat.component'] ?? ''
  const match = COMPONENT.exec(component)
  if (match !== null) {
    const variant = match[1] ?? null
    return { family: 'ubi', variant, tags: [], evidence: [...evidence, `label com.redhat.component says ${component}`] }
  }
  if (tree.get(REPOSITORY) !== undefined) {
    const minimal = tree.get('/usr/bin/microdnf') !== undefined && tree.get('/usr/bin/dnf') === undefined
    evidence.push(`${REPOSITORY} is there`)
    if (minimal) evidence.push('/usr/bin/microdnf is there, /usr/bin/dnf is not')
    return { family: 'ubi', variant: minimal ? 'minimal' : null, tags: [], evidence }
  }
  if (tree.get('/usr/bin/rpm') !== undefined) return { family: 'rhel', variant: null, tags: [], evidence }
  return { family: 'ubi', variant: 'micro', tags: [], evidence: [...evidence, 'no /usr/bin/rpm'] }
}
