import { dirname } from 'node:path'
import { referenceInFile } from '../../image-list/reference-in-file.ts'
import { type YamlPath, YamlText } from '../../yaml/yaml-text.ts'
import { baselineInFile } from '../baseline-name.ts'
import type { Budget, WrittenRule } from '../budget.ts'
import { BUDGETS } from '../budgets/budgets.ts'
import { PLATFORMS } from '../platforms-budget.ts'
import { configSchema } from './schema.ts'
import type { GateSettings } from './settings.ts'
import type { ReadRule } from './shapes/shape-reader.ts'

/**
 * Reads a configuration.
 * @param text YAML 1.2, which JSON is too
 * @param file its path, for messages, and for the paths in it
 * @param at where in the document it stands
 * @throws {UsageError} that names file, line and column, and says what is allowed
 */
export function parseConfig(text: string, file: string, at: YamlPath = []): GateSettings {
  const yaml = YamlText.parse(text, file, 'a configuration')
  const { image, baseline, platforms = [], budgets = {} } = yaml.check(configSchema, at)
  const placed = (budget: Budget, key: YamlPath, rules: readonly ReadRule[]): WrittenRule[] =>
    rules.map(({ rule, terms, path }) => ({
      budget,
      rule,
      terms: { ...terms, origin: yaml.positionOf([...at, ...key, ...path]) },
    }))
  return {
    file,
    image: image === undefined ? null : referenceInFile(image, dirname(file)),
    baseline: baseline === undefined ? null : baselineInFile(baseline, dirname(file)),
    rules: [
      ...placed(PLATFORMS, [PLATFORMS.key], platforms),
      ...BUDGETS.flatMap((budget) => placed(budget, ['budgets', budget.key], budgets[budget.key] ?? [])),
    ],
    notes: [],
  }
}
