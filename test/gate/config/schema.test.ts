import { readFileSync } from 'node:fs'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { expect, it } from 'vitest'
import { parse } from 'yaml'
import { z } from 'zod'
import { BUDGETS } from '../../../src/gate/budgets/budgets.ts'
import { parseConfig } from '../../../src/gate/config/parse.ts'
import { configSchema } from '../../../src/gate/config/schema.ts'

const url = new URL('../../../docs/schema/config.schema.json', import.meta.url)
const published = JSON.parse(readFileSync(url, 'utf8'))
const guide = readFileSync(new URL('../../../docs/gate.md', import.meta.url), 'utf8')

it('is published as it is', () => {
  expect(published).toEqual({
    title: 'What imgpeek gate checks',
    ...z.toJSONSchema(configSchema, { io: 'input' }),
  })
})

it('describes the examples of the guide, which are good', () => {
  const validate = new Ajv2020({ allowUnionTypes: true }).compile(published)
  const examples = [...guide.matchAll(/```yaml\n([\s\S]*?)```/g)].map(([, text]) => text!)
  expect(examples.length).toBeGreaterThan(1)
  for (const text of examples) {
    expect(parseConfig(text, 'example').rules).not.toEqual([])
    expect(validate(parse(text)) ? [] : validate.errors).toEqual([])
  }
})

it('has every budget, which the guide describes, too', () => {
  for (const { key, flag } of BUDGETS) {
    expect(published.properties.budgets.properties).toHaveProperty(key)
    expect(guide).toContain(`\`${key}\``)
    expect(guide).toContain(`\`--${flag}\``)
  }
})
