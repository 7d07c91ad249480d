import type { ImageInventory } from '../inventory/image-inventory.ts'
import type { WorkloadContainer } from '../kubernetes/workload.ts'
import type { ContainerSection } from '../report/pod-document.ts'

/** What a container runs as: the user that the manifest says, or else the image's. A volume runs nothing. */
export function userOf(
  { kind, user }: WorkloadContainer,
  { posture }: ImageInventory,
): Pick<ContainerSection, 'user' | 'runsAsRoot'> {
  if (kind === 'volume') return { user: null, runsAsRoot: null }
  if (user === null) return { user: posture.user, runsAsRoot: posture.runsAsRoot }
  return { user, runsAsRoot: /^(?:0+|root)(?::|$)/.test(user) }
}

/**
 * Why a kubelet refuses a container that may not run as root (`verifyRunAsNonRoot` of its kuberuntime); null where it does not. It only
 * looks at numbers, as it does not see the image's /etc/passwd.
 */
export function refusalOfRoot({ kind, nonRoot, user }: WorkloadContainer, { posture }: ImageInventory): string | null {
  if (!nonRoot || kind === 'volume') return null
  const runsAs = user ?? posture.user
  const [uid = ''] = runsAs.split(':')
  if (uid === '' || /^0+$/.test(uid)) return 'runAsNonRoot is set, and it would run as root'
  if (/^\d+$/.test(uid)) return null
  return `runAsNonRoot is set, and its image names its user (${uid}) without a number, which a kubelet cannot check`
}
