import { describe, expect, it } from 'vitest'
import { type WhyDocument, whyDocument } from '../../src/index.ts'
import { columnsOf } from '../../src/report/terminal-text.ts'
import { renderWhyPage } from '../../src/report/why-page.ts'
import { fixtureImage } from '../support/image-of.ts'

const webapp = await fixtureImage('webapp')

function page(document: WhyDocument | string, limit = 8): string {
  const shown = typeof document === 'string' ? whyDocument(webapp, document) : document
  return renderWhyPage(shown, { width: 80, color: false, limit })
}

/** What stands beside a label, its first line. */
function fact(text: string, label: string): string | undefined {
  return new RegExp(`^  ${label} +(.*)$`, 'm').exec(text)?.[1]
}

describe('the page of a path', () => {
  it('says what it is, what wrote it, and what was there before', () => {
    const text = page('/usr/local/bin/healthcheck')
    expect(text).toMatch(/^\/usr\/local\/bin\/healthcheck\n/)
    expect(fact(text, 'Type')).toBe('file, 13.4 kB')
    expect(fact(text, 'Written by')).toBe('layer 8  RUN chmod u+s /usr/local/bin/healthcheck')
    expect(fact(text, 'Earlier')).toMatch(/^13\.4 kB of layer 6, overwritten by layer 8 {2}RUN chmod/)
    expect(fact(text, 'Owned by')).toBe('no package')
    expect(fact(text, 'Needed by')).toBe('nothing that can be told')
    expect(fact(text, 'Started by')).toBe('health check: /usr/local/bin/healthcheck')
  })

  it('says of what is gone where it was, and what took it away', () => {
    expect(page('/tmp/packages')).toBe(
      '/tmp/packages\n' +
        '  Type          directory, not in the final filesystem\n' +
        '  Hidden        of layer 2, deleted by layer 4  RUN rm -r /tmp/packages\n',
    )
  })

  it('has the chain a step a line', () => {
    expect(page('libc.so.6')).toMatch(
      /Started by {4}command httpd: \/usr\/bin\/busybox\n {16}→ library libc\.so\.6: \/usr\/lib\/x86_64-linux-gnu\/libc\.so\.6\n/,
    )
  })

  it('groups files by what they call it', () => {
    expect(page('/usr/bin/busybox')).toMatch(/\n {16}2 files whose interpreter is \/bin\/sh\n {18}\/etc\/update-motd/)
    expect(page('/usr/bin/busybox')).toMatch(
      / 23 files by symlink\n(?: {18}\/usr\/bin\/\w+\n){4} {18}and 19 more: --limit 0\n/,
    )
    expect(page('/usr/bin/busybox', 0)).not.toContain('more')
  })
})

describe('the page of a package', () => {
  it('says what would break without it, and what would be of no use', () => {
    const text = page('busybox')
    expect(text).toMatch(/^busybox 1:1\.35\.0\S+ {2}deb, amd64\n/)
    expect(text).toMatch(/If it went {4}2 files would break\n {18}\/etc\/update-motd\.d\/10-uname\n/)
    expect(text).toMatch(
      /3 packages that nothing else needs could go too: \d.\d MB\n {18}gcc-12-base, libc6, libgcc-s1\n/,
    )
  })

  it('fits the terminal, but for paths, which are whole', () => {
    const lines = ['libc6', 'busybox', 'base-files'].flatMap((name) => page(name, 0).split('\n'))
    expect(lines.filter((line) => columnsOf(line) > 80 && !line.includes('/'))).toEqual([])
  })
})

describe('every page', () => {
  it('has a part for each answer, and ends with what could not be found out', () => {
    const { answers, ...rest } = whyDocument(webapp, 'netbase')
    const text = page({ ...rest, answers: [answers[0]!, answers[0]!], warnings: ['Not all is listed.'] })
    expect(text.split('\n\n').map((part) => part.split('\n')[0])).toEqual([
      expect.stringMatching(/^netbase /),
      expect.stringMatching(/^netbase /),
      '! Not all is listed.',
    ])
  })

  it('prints nothing that a terminal acts on', () => {
    for (const query of ['busybox', '/usr/bin/sh', '/tmp/packages', 'libc6']) {
      const document = JSON.stringify(whyDocument(webapp, query))
      const hostile = JSON.parse(document, (key, field) =>
        ['path', 'name', 'version', 'says', 'instruction', 'target', 'leadsTo', 'database'].includes(key) &&
        typeof field === 'string'
          ? `${field}\u001b[2J`
          : field,
      )
      expect(page(hostile)).not.toContain('\u001b')
    }
  })
})
