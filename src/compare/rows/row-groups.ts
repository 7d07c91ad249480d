import { appRows } from './app.ts'
import { contentRows } from './contents.ts'
import { registryRows } from './registry.ts'
import type { RowGroup } from './row.ts'
import { securityRows } from './security.ts'
import { sizeRows } from './size.ts'
import { systemRows } from './system.ts'

/** Everything that images are compared by, in the order in which it is shown. */
export const ROW_GROUPS: readonly RowGroup[] = [appRows, sizeRows, contentRows, systemRows, securityRows, registryRows]
