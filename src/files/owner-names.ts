import { accountsOf, accountsReader } from '../catalogers/accounts.ts'
import { displayable } from '../inspect/displayable.ts'
import type { ImageInventory } from '../inventory/image-inventory.ts'
import type { OwnerNames } from '../report/files-document.ts'
import type { TreeNode } from '../rootfs/tree.ts'

/** Names owners as the image's final filesystem does; of several accounts with one id, the first, as getpwuid(3) does. */
export function ownerNames({
  factsOf,
}: Pick<ImageInventory, 'factsOf'>): (node: Pick<TreeNode, 'uid' | 'gid'>) => OwnerNames {
  const { users, groups } = accountsOf(factsOf(accountsReader))
  const userNames = new Map(users.toReversed().map(({ uid, name }) => [uid, displayable(name)]))
  const groupNames = new Map(groups.toReversed().map(({ gid, name }) => [gid, displayable(name)]))
  return ({ uid, gid }) => ({ user: userNames.get(uid) ?? null, group: groupNames.get(gid) ?? null })
}
