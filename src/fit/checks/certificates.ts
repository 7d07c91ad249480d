import { namedPathsReader } from '../../catalogers/named-paths.ts'
import { findCertificates } from '../../catalogers/posture/well-known-files.ts'
import type { Trial } from '../trial.ts'
import type { Check } from './check.ts'

/** Libraries that speak TLS and check certificates against a bundle of the system. */
const TLS_LIBRARY = /^lib(?:ssl|gnutls|mbedtls|wolfssl|curl|curl-gnutls)\.so/

/** Whether there is a bundle of CA certificates for a program that has TLS in it. */
export const certificatesCheck: Check = {
  name: 'certificates',
  need: 'later',

  examine(trial) {
    const who = speaksTls(trial)
    if (who === undefined || findCertificates(trial.tree, trial.config.env) !== null) return []
    const says = `${who}, and the base has no CA certificates.`
    const { caCertificates } = trial.app.image.posture
    if (caCertificates === null) return [{ outcome: 'unknown', says }]
    return [{ outcome: 'add', says, remedy: { kind: 'bring', paths: [caCertificates] } }]
  },
}

function speaksTls(trial: Trial): string | undefined {
  const { processes, tree, app } = trial
  const facts = tree.lookup(namedPathsReader)
  for (const { program, loading } of processes.running) {
    if (facts.fact(program.node)?.names.includes('certificates')) {
      return `${program.node.path} looks for CA certificates`
    }
    const library = loading?.result.objects.find(({ binary }) => TLS_LIBRARY.test(binary.soname ?? ''))
    if (library !== undefined) return `${program.node.path} loads ${library.binary.soname}, which speaks TLS`
  }
  // what interpreters open when they run
  for (const { path } of app.binaries) {
    const binary = trial.objectAt(path)?.binary
    const library = binary?.kind === 'library' ? binary.needed?.find((name) => TLS_LIBRARY.test(name)) : undefined
    if (library !== undefined) return `${path} of the app loads ${library}, which speaks TLS`
  }
  return undefined
}
