import { Flags } from '@oclif/core'
import { UsageError } from '../../src/errors.ts'
import { parseBytes } from '../../src/report/quantity.ts'

/** A flag whose value is a size in bytes, with or without a unit. */
export const byteSizeFlag = Flags.custom<number>({
  helpValue: 'SIZE',
  async parse(input) {
    const bytes = parseBytes(input)
    if (bytes === undefined) throw new UsageError(`“${input}” is no size; write bytes, or a unit as in 20MB or 20MiB.`)
    return bytes
  },
})
