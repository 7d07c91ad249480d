import { Flags } from '@oclif/core'
import { formatBytes, formatCount } from '../../src/report/quantity.ts'
import { BaseCommand } from '../support/base-command.ts'

export default class CacheInfo extends BaseCommand {
  static override summary = 'Say where the cache is and how much it holds.'

  static override description =
    "The cache holds what was found in each layer, under the layer's digest; the layers themselves are not in it. " +
    'It is in $XDG_CACHE_HOME/imgpeek.'

  static override examples = ['<%= config.bin %> cache info', '<%= config.bin %> cache info --json']

  static override flags = { json: Flags.boolean({ summary: 'Print one JSON document.' }) }

  async run(): Promise<void> {
    const { flags } = await this.parse(CacheInfo)
    const { cacheInfo } = await import('../../src/index.ts')
    const info = await cacheInfo({ env: process.env })
    if (flags.json) {
      await this.answerJson(info)
    } else {
      await this.answer(`${info.directory}: ${formatCount(info.entries, 'layer')}, ${formatBytes(info.bytes)}\n`)
    }
  }
}
