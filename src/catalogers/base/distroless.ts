import { type Base, type BaseClues, osEvidence } from './base.ts'
import { slimmedBy } from './slimmed.ts'

const STATUS_DIRECTORY = '/var/lib/dpkg/status.d'

/**
 * Google's distroless: Debian packages put together by Bazel, with a database of one file a package. A Debian that was slimmed has
 * such a database, too, but does not call itself Distroless.
 */
export function distroless(image: BaseClues): Base | null {
  const { tree, os } = image
  const named = os?.prettyName === 'Distroless'
  const byDatabase = tree.get(STATUS_DIRECTORY) !== undefined && tree.get('/var/lib/dpkg/status') === undefined
  if (os === null || !(named || (byDatabase && os.id === 'debian' && slimmedBy(image.config) === null))) return null
  const [variant, reason] = variantOf(image)
  const evidence = [named ? 'os-release says PRETTY_NAME=Distroless' : osEvidence(os)]
  if (byDatabase) evidence.push(`${STATUS_DIRECTORY} lists packages, /var/lib/dpkg/status is not there`)
  evidence.push(reason)
  const tags: string[] = []
  if (tree.get('/busybox/busybox') !== undefined) {
    tags.push('debug')
    evidence.push('/busybox/busybox is there')
  }
  const { user } = image.config.config
  // common/variables.bzl of GoogleContainerTools/distroless: NONROOT = 65532.
  if (/^(?:65532|nonroot)(?::|$)/.test(user)) {
    tags.push('nonroot')
    evidence.push(`the config's user is ${user}`)
  }
  return { family: 'distroless', variant, tags, evidence }
}

/** Each of distroless' images stands on the one after it here: node on cc, cc on base, base on static. */
function variantOf({ tree, packages }: BaseClues): [variant: string, reason: string] {
  if (tree.get('/nodejs/bin/node') !== undefined) return ['node', '/nodejs/bin/node is there']
  if (tree.get('/usr/lib/jvm') !== undefined) return ['java', '/usr/lib/jvm is there']
  const python = packages.find(({ name }) => /^python3\.\d+-minimal$/.test(name))
  if (python !== undefined) return ['python', `package ${python.name} is installed`]
  if (packages.some(({ name }) => name === 'libstdc++6')) return ['cc', 'package libstdc++6 is installed']
  if (packages.some(({ name }) => name === 'libc6')) return ['base', 'package libc6 is installed']
  return ['static', 'package libc6 is not installed']
}
