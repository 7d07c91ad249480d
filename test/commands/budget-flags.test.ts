import { expect, test } from 'vitest'
import Gate from '../../commands/gate.ts'
import { budgetFlags } from '../../commands/support/budget-flags.ts'
import { imageFlags } from '../../commands/support/image-command.ts'
import { BUDGETS } from '../../src/gate/budgets/budgets.ts'

test('every budget has a flag of gate, which takes no other flag its name', () => {
  for (const { flag, description } of BUDGETS) {
    expect(imageFlags).not.toHaveProperty(flag)
    expect(Gate.flags).toHaveProperty(flag, expect.objectContaining({ summary: description, helpGroup: 'BUDGET' }))
  }
  const others = Object.keys(Gate.flags).filter((name) => !Object.hasOwn(budgetFlags, name))
  expect(others).toEqual(expect.arrayContaining(Object.keys(imageFlags)))
  expect(others).toEqual(
    expect.arrayContaining(['config', 'no-config', 'baseline', 'dive-ci', 'report', 'json', 'output']),
  )
})
