import { stripVTControlCharacters } from 'node:util'
import { describe, expect, it } from 'vitest'
import { LayerBuilder } from '../../fixtures/layer-builder.ts'
import { type FilesOptions, filesDocument } from '../../src/index.ts'
import { renderFilesPage } from '../../src/report/files-page.ts'
import { modeText } from '../../src/report/mode-text.ts'
import { fixtureImage, imageOf } from '../support/image-of.ts'

const DEFAULT_SORT = { list: 'path', tree: 'path', usage: 'size', duplicates: 'wasted', layer: 'path' } as const
const VIEWS = ['list', 'tree', 'usage', 'duplicates', 'layer'] as const

const webapp = await fixtureImage('webapp')

describe('the page of files', () => {
  it.each<[name: string, options: Partial<FilesOptions>]>([
    ['files-list', { view: 'list', globs: ['/etc/ca*', '/srv', '/usr/local', '/bin'] }],
    ['files-tree', { view: 'tree', globs: ['/etc/ca*', '/srv', '/usr/local', '/bin'] }],
    ['files-usage', { view: 'usage', limit: 12 }],
    ['files-duplicates', { view: 'duplicates' }],
    ['files-layer', { view: 'layer', layer: 8 }],
  ])('%s', async (name, options) => {
    await expect(page(webapp, options)).toMatchFileSnapshot(`snapshots/${name}.txt`)
  })

  it.each(VIEWS)('is the same in colour, but for the colour: %s', (view) => {
    expect(stripVTControlCharacters(page(webapp, { view }, true))).toBe(page(webapp, { view }))
  })

  it.each(VIEWS)('shows a hostile name as escapes, on one line, and whole: %s', async (view) => {
    const name = `${'x'.repeat(100)}\u001b[2J\u202e\n\t`
    const image = await imageOf(
      new LayerBuilder().file(`${name}/1`, 'same').file(`${name}/2`, 'same').symlink('l', name),
    )
    const text = page(image, { view })
    expect(text).toContain(`${'x'.repeat(100)}\\x1b[2J\\u{202e}\\n\\t`)
    expect([...'\u001b\u202e\t'].filter((character) => text.includes(character))).toEqual([])
    expect(text.split('\n').every((line) => line === '' || !line.startsWith('\\'))).toBe(true)
  })

  it.each(VIEWS)('says so where there is nothing to show: %s', async (view) => {
    const text = page(webapp, { view, globs: ['/no/such/path'] })
    expect(text).toMatch(/\bNo (?:such|content)\b.*\.\n$/)
  })

  it('says how many rows are left out', () => {
    expect(page(webapp, { view: 'list', limit: 3 })).toMatch(/^ {2}and \d+ more: --limit 0$/m)
  })

  it('draws very deep trees without losing a name', async () => {
    const deep = Array.from({ length: 500 }, () => 'd').join('/')
    const lines = page(await imageOf(new LayerBuilder().file(`${deep}/file`, '1')), { view: 'tree' }).split('\n')
    expect(lines[500]).toMatch(/└── file$/)
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThan(300)
  })
})

describe('a mode', () => {
  it.each([
    ['file', '4755', '-rwsr-xr-x'],
    ['file', '6644', '-rwSr-Sr--'],
    ['directory', '1777', 'drwxrwxrwt'],
    ['directory', '1770', 'drwxrwx--T'],
    ['symlink', '0777', 'lrwxrwxrwx'],
    ['fifo', '0600', 'prw-------'],
    ['character-device', '0020', 'c----w----'],
    ['block-device', '0001', 'b--------x'],
    ['file', '0000', '----------'],
  ] as const)('of a %s with %s is as ls prints it', (type, mode, text) => {
    expect(modeText({ type, mode })).toBe(text)
  })
})

function page(image: Parameters<typeof filesDocument>[0], options: Partial<FilesOptions>, color = false): string {
  const view = options.view ?? 'list'
  const selection = { globs: [], types: [], setuid: false, unowned: false }
  const listing = { sort: DEFAULT_SORT[view], reverse: false, limit: 0, depth: null, layer: 0 }
  const document = filesDocument(image, { ...selection, ...listing, ...options, view } as FilesOptions)
  return renderFilesPage(document, { width: 80, color })
}
