import { z } from 'zod'
import { parseBytes } from '../../../report/quantity.ts'
import type { NumberSpelling } from './number-schema.ts'

/** Bytes, with a unit of 1000 (`20MB`) or 1024 (`20MiB`), or without one. */
export const SIZE: NumberSpelling = {
  noun: 'a size',
  examples: '20MB (1000) or 20MiB (1024)',
  number: z.int().min(0, 'a size is not negative'),
  text: String.raw`\d+(\.\d+)?\s*([kKmMgGtT][iI]?[bB]|[bB])?`,
  growth: '+5% or +10MB',
  parse: parseBytes,
}

/** A whole number. */
export const COUNT: NumberSpelling = {
  noun: 'a whole number',
  examples: '12',
  number: z.int().min(0, 'a count is not negative'),
  text: String.raw`\d+`,
  growth: '+2 or +5%',
  parse: (text) => (Number.isSafeInteger(Number(text)) ? Number(text) : undefined),
}

/** A fraction from 0 to 1, or a percentage. */
export const SHARE: NumberSpelling = {
  noun: 'a share',
  examples: '95% or 0.95',
  number: z
    .number()
    .min(0, 'a share is not negative; write 95% or 0.95')
    .max(1, 'a share is at most 1; write 95% or 0.95'),
  text: String.raw`100(\.0+)?\s*%|\d{1,2}(\.\d+)?\s*%|0(\.\d+)?|1(\.0+)?`,
  growth: null,
  // 95 / 100, and not 95 * 0.01, which is another number
  parse: (text) => (text.endsWith('%') ? Number(text.slice(0, -1)) / 100 : Number(text)),
}
