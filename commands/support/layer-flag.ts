import { Flags } from '@oclif/core'
import { UsageError } from '../../src/errors.ts'

/** A flag whose value is the number of a layer, base first from 0. */
export const layerFlag = Flags.custom<number>({
  helpValue: 'NUMBER',
  async parse(input) {
    if (!/^\d{1,6}$/.test(input))
      throw new UsageError(`“${input}” is no layer's number; layers count from 0, base first.`)
    return Number(input)
  },
})
