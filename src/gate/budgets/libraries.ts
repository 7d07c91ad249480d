import { factOffender, pathOffender } from '../offenders.ts'
import { inventoryOf } from './inventory-of.ts'
import { numberBudget } from './number-budget.ts'

/** What programs need and the image lacks. */
export const unresolvedLibraries = numberBudget({
  key: 'unresolvedLibraries',
  title: 'Unresolved libraries',
  noun: 'unresolved need',
  description: 'How many libraries and loaders programs need that the image lacks, counted for each program.',
  unit: 'count',
  flag: 'max-unresolved-libraries',
  offenders: (image) => {
    const inventory = inventoryOf(image)
    return inventory.binaries.unresolved.map(({ path, needs }) => {
      const node = inventory.tree.get(path)
      return node === undefined
        ? { ...factOffender(`needs ${needs}`), path }
        : pathOffender(inventory, node, `needs ${needs}`)
    })
  },
})
