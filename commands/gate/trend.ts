import { Args, Flags } from '@oclif/core'
import { writeFileWhole } from '../../src/disk/write-file-whole.ts'
import { BaseCommand } from '../support/base-command.ts'
import { hasUnicode } from '../support/standard-streams.ts'
import { utf8 } from '../support/utf8.ts'

export default class GateTrend extends BaseCommand {
  static override summary = 'Draw how an image went over time.'

  static override description =
    'Reads the history that imgpeek gate save --history writes, a line a run, and draws it: a chart of the first figure, and ' +
    'all figures in a table. Lines that are damaged are passed over, with a warning. Keep a file for each image; its platforms ' +
    'are told apart.'

  static override usage = 'gate trend FILE [FLAGS]'

  static override examples = [
    { description: 'What the last 30 runs show:', command: '<%= config.bin %> gate trend app.jsonl --last 30' },
    { description: 'Another figure:', command: '<%= config.bin %> gate trend app.jsonl --figure fileCount' },
    {
      description: 'A picture of two:',
      command: '<%= config.bin %> gate trend app.jsonl --figure compressedSize --figure layerCount --svg trend.svg',
    },
    {
      description: 'The run that added most:',
      command: "<%= config.bin %> gate trend app.jsonl --json | jq '.images[0].series[0].steepest'",
    },
  ]

  static override args = {
    file: Args.string({
      name: 'FILE',
      required: true,
      description: 'The history, as imgpeek gate save --history writes it.',
    }),
  }

  static override flags = {
    json: Flags.boolean({ summary: 'Print one JSON document (docs/gate-growth.md).', default: false }),
    figure: Flags.string({
      summary: 'Show this figure, by the name of its budget; may be given several times. All of them unless set.',
      helpValue: 'FIGURE',
      multiple: true,
      multipleNonGreedy: true,
    }),
    last: Flags.integer({
      summary: 'Show so many of the newest runs; all of them unless set.',
      helpValue: 'N',
      min: 1,
    }),
    svg: Flags.string({ summary: 'Write a picture into this file, too.', helpValue: 'FILE' }),
  }

  async run(): Promise<void> {
    const { args, flags } = await this.parse(GateTrend)
    const { readRuns, trendDocument } = await import('../../src/index.ts')
    const document = trendDocument(await readRuns(args.file), { figures: flags.figure, last: flags.last })
    if (flags.svg !== undefined) {
      const { renderTrendSvg } = await import('../../src/report/trend-svg.ts')
      await writeFileWhole(flags.svg, utf8(renderTrendSvg(document)))
    }
    if (flags.json) {
      await this.answerJson(document)
    } else {
      await this.warnOf(document.warnings)
      const { renderTrendPage } = await import('../../src/report/trend-page.ts')
      await this.answer(await renderTrendPage(document, { ...this.pageStyle, unicode: hasUnicode(process.env) }))
    }
  }
}
