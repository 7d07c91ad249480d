import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { nodeWords, nodeWordsReader } from '../../src/catalogers/node-words.ts'
import { treeOf } from '../support/tree-of.ts'

describe('strings that could name a package', () => {
  it.each([
    ["const express = require('express')", ['express']],
    ['import a, { b } from "@scope/name/deep/file.js"', ['@scope/name']],
    ["await import('lodash/fp')", ['lodash']],
    ["pino({ transport: { target: 'pino-pretty' } })", ['pino-pretty']],
    ['import `dotenv/config`', ['dotenv']],
    ["require('./local'); require('../other')", []],
    ["'two words', ''", []],
  ])('%s', (source, words) => {
    expect(nodeWords(source)).toEqual(words)
  })

  it('are a fact of an app’s own JavaScript, with or without an ending', () => {
    const script = { content: "#!/usr/bin/env node\nrequire('b')\n", mode: 0o755 }
    const tree = treeOf(
      [
        {
          '/app/a.mjs': "import 'a'",
          '/app/bin/www': script,
          '/app/node_modules/x/index.js': "require('c')",
          '/app/notes.txt': "require('d')",
          '/app/run': { content: "#!/bin/sh\necho 'e'\n", mode: 0o755 },
        },
      ],
      nodeWordsReader,
    )
    expect([...tree.facts()].map(({ node, fact }) => [node.path, fact])).toEqual([
      ['/app/a.mjs', { words: ['a'] }],
      ['/app/bin/www', { words: ['b'] }],
    ])
  })

  it('are said to be cut where there is more', () => {
    const long = `'first'${' '.repeat(1024 * 1024)}'last'`
    const many = Array.from({ length: 6000 }, (_, index) => `'w${index}'`).join()
    const tree = treeOf([{ '/long.js': long, '/many.js': many }], nodeWordsReader)
    const facts = new Map([...tree.facts()].map(({ node, fact }) => [node.path, fact]))
    expect(facts.get('/long.js')).toEqual({ words: ['first'], cut: true })
    expect(facts.get('/many.js')?.words).toHaveLength(5000)
    expect(facts.get('/many.js')?.cut).toBe(true)
  })

  it('are found in any text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(nodeWords(`${text}\n'known'`)).toContain('known')
      }),
    )
  })
})
