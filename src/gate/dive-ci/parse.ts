import { formatCount, parseBytes } from '../../report/quantity.ts'
import { YamlText } from '../../yaml/yaml-text.ts'
import type { WrittenRule } from '../budget.ts'
import { DIVE_RULES, type DiveRule, isDisabled } from './dive-rules.ts'

/** What a `.dive-ci` says. */
export interface DiveCi {
  /** All three of dive's rules: what the file leaves out is as dive has it, and what it disables is off. */
  readonly rules: readonly WrittenRule[]
  /** Sentences for who reads the verdict: what dive passes over, and how to move. */
  readonly notes: readonly string[]
}

/** A value of the file, and the keys that lead to it as they are written. */
interface Entry {
  readonly value: unknown
  readonly path: readonly string[]
}

/**
 * Reads a `.dive-ci` as dive 0.13.1 and what followed do: three rules below `rules`, keys in upper or lower case, other keys
 * passed over, and dive's defaults for what is not there. What dive takes for a mistake is one here, and so is NaN, which
 * dive lets pass whatever the image.
 * @param file its path, for messages
 * @throws {UsageError} that names file, line and column
 */
export function parseDiveCi(text: string, file: string): DiveCi {
  const yaml = YamlText.parse(text, file, 'a .dive-ci')
  const content = yaml.content() ?? {}
  if (!isMap(content)) throw yaml.refuse([], 'a .dive-ci is a map with the key rules')
  const section = entryOf(content, 'rules', [])
  if (section !== undefined && !isMap(section.value ?? {})) throw yaml.refuse(section.path, 'rules is a map')
  const stated = section !== undefined && isMap(section.value) ? section.value : {}

  const values = DIVE_RULES.map((rule) => {
    const entry = (section && entryOf(stated, rule.key, section.path)) ?? entryOf(content, `rules.${rule.key}`, [])
    const written = readValue(rule, entry, (message) => yaml.refuse(entry?.path ?? [], message))
    const terms = { level: written.limit === null ? 'off' : 'error', reason: null, expires: null } as const
    const origin = entry === undefined ? file : yaml.positionOf(entry.path)
    const number = written.limit === null ? {} : { limit: written.limit }
    return {
      written,
      rule: { budget: rule.budget, rule: { subject: null, number, names: [] }, terms: { ...terms, origin } },
    }
  })
  return {
    rules: values.map(({ rule }) => rule),
    notes: [
      ...unknownRules(stated, file),
      moving(
        values.map(({ written }) => written),
        file,
      ),
    ],
  }
}

/** What a rule says here. */
interface Written {
  readonly rule: DiveRule
  readonly text: string
  /** Null where it is disabled. */
  readonly limit: number | null
}

function readValue(rule: DiveRule, entry: Entry | undefined, refuse: (message: string) => Error): Written {
  // an empty value leaves dive's default as it is
  const text = scalarText(entry?.value ?? rule.usual)
  if (text !== undefined && isDisabled(text)) return { rule, text, limit: null }
  const limit = text === undefined ? undefined : rule.parse(text)
  if (text !== undefined && limit !== undefined) return { rule, text, limit }
  throw refuse(`${rule.key} is ${rule.wants}, or disabled${text === undefined ? '' : `, and not "${text}"`}`)
}

function scalarText(value: unknown): string | undefined {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
    ? String(value)
    : undefined
}

/** As viper does, which 0.13.1 reads its configuration with: whatever the case of the letters. */
function entryOf(map: Readonly<Record<string, unknown>>, key: string, above: readonly string[]): Entry | undefined {
  const found = Object.entries(map).find(([name]) => name.toLowerCase() === key.toLowerCase())
  return found && { value: found[1], path: [...above, found[0]] }
}

function unknownRules(stated: Readonly<Record<string, unknown>>, file: string): string[] {
  const known = new Set(DIVE_RULES.map(({ key }) => key.toLowerCase()))
  const others = Object.keys(stated).filter((key) => !known.has(key.toLowerCase()))
  if (others.length === 0) return []
  return [`${file} has ${formatCount(others.length, 'rule')} that dive passes over: ${others.join(', ')}.`]
}

function moving(values: readonly Written[], file: string): string {
  const budgets = values.flatMap(({ rule: { budget }, text, limit }) =>
    limit === null ? [] : `${budget.key}: ${parseBytes(text) === limit ? text : limit}`,
  )
  return `${file} means \`budgets: {${budgets.join(', ')}}\` in .imgpeek.yaml; docs/dive.md says which budgets of imgpeek's own serve better.`
}

function isMap(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
