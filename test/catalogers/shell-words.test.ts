import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { shellWords, shellWordsReader } from '../../src/catalogers/shell-words.ts'
import { treeOf } from '../support/tree-of.ts'

/** The words of the script at this path; undefined where it is no script of a shell. */
function wordsAt(path: string, content: string): { words: readonly string[]; cut?: true } | undefined {
  const tree = treeOf([{ [path]: { content, mode: 0o755 } }], shellWordsReader)
  return tree.fact(tree.get(path)!)
}

describe('the words of a shell script', () => {
  it('are those that may name a program, wherever they stand', () => {
    const script = [
      '#!/bin/sh -e',
      '# chown is in a comment',
      'exec gosu redis "$0" "$@"',
      'host="$(hostname -I | cut -f1)"',
      'PIDFILE=/run/app.pid; . /usr/share/app/functions.sh',
      'find . -name \\*.log | xargs -r rm',
    ].join('\n')
    const words = shellWords(script)
    for (const word of [
      'gosu',
      'hostname',
      'cut',
      '/run/app.pid',
      '/usr/share/app/functions.sh',
      'find',
      'xargs',
      'rm',
    ])
      expect(words).toContain(word)
    expect(words).not.toContain('chown')
  })

  it.each([
    ['/run.sh', '#!/bin/sh\ndate\n'],
    ['/run', '#!/usr/bin/env -S bash -e\ndate\n'],
    ['/run', '#!/bin/busybox sh\ndate\n'],
    ['/lib/functions.sh', 'date\n'],
  ])('are read of %s', (path, content) => {
    expect(wordsAt(path, content)?.words).toContain('date')
  })

  it.each([
    ['/run', '#!/usr/bin/python3\nimport date\n'],
    ['/run.txt', 'date\n'],
    ['/run', '#!\n'],
  ])('are not read of %s', (path, content) => {
    expect(wordsAt(path, content)).toBeUndefined()
  })

  it('end with what is read of a script, which says so', () => {
    expect(wordsAt('/run', `#!/bin/sh\ndate\n${'#'.repeat(70_000)}\n`)).toEqual({
      words: ['/bin/sh', 'date'].slice(1),
      cut: true,
    })
    const many = Array.from({ length: 3000 }, (_, index) => `word${index}`).join('\n')
    const found = wordsAt('/run', `#!/bin/sh\n${many}\n`)
    expect(found).toMatchObject({ cut: true })
    expect(found?.words).toHaveLength(2000)
  })

  it('are bounded and plain whatever the script holds', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        for (const word of shellWords(text)) expect(word).toMatch(/^[\w./+@-]{2,256}$/)
      }),
    )
  })
})
