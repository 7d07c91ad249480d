import { Flags } from '@oclif/core'
import { formatBytes, formatCount } from '../../src/report/quantity.ts'
import { BaseCommand } from '../support/base-command.ts'
import { byteSizeFlag } from '../support/byte-size-flag.ts'

export default class CachePrune extends BaseCommand {
  static override summary = 'Empty the cache, or make it smaller.'

  static override description =
    'Removes what the cache holds of layers. With --max-size, removes only those that were not used for longest, until ' +
    'the rest takes no more than that.'

  static override examples = [
    { description: 'Remove everything:', command: '<%= config.bin %> cache prune' },
    {
      description: 'Keep what was used last, up to 200 MB:',
      command: '<%= config.bin %> cache prune --max-size 200MB',
    },
  ]

  static override flags = {
    'max-size': byteSizeFlag({
      summary: 'Leave this much: bytes, or with a unit (20MB is 20,000,000, 20MiB 20,971,520).',
    }),
    json: Flags.boolean({ summary: 'Print one JSON document.' }),
  }

  async run(): Promise<void> {
    const { flags } = await this.parse(CachePrune)
    const { pruneCache } = await import('../../src/index.ts')
    const result = await pruneCache({ env: process.env, maxBytes: flags['max-size'] })
    if (flags.json) {
      await this.answerJson(result)
    } else {
      await this.answer(`Removed ${formatCount(result.removed, 'layer')}, ${formatBytes(result.freedBytes)}.\n`)
    }
  }
}
