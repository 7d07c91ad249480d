import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { optionalImports, pythonImportsReader } from '../../src/catalogers/python-imports.ts'
import { treeOf } from '../support/tree-of.ts'

describe('optional modules that a Python file imports', () => {
  it.each([
    ['import sqlite3', ['sqlite3']],
    ['import os, sqlite3 as db, curses.panel', ['curses', 'sqlite3']],
    ['    from sqlite3 import dbapi2', ['sqlite3']],
    ['from dbm.gnu import open', ['dbm']],
    ["importlib.import_module('setuptools._distutils')", ['setuptools']],
    ['module = __import__("tkinter")', ['tkinter']],
    ['import json', []],
    ['from .sqlite3 import it', []],
    ['from app import sqlite3', []],
    ['# import sqlite3', []],
    ['line = file.readline()', []],
  ])('%s', (source, modules) => {
    expect(optionalImports(source)).toEqual(modules)
  })

  it('are a fact of the file only where there are any', () => {
    const tree = treeOf(
      [{ '/a.py': 'import nis\n', '/b.py': 'import os\n', '/c.txt': 'import nis\n' }],
      pythonImportsReader,
    )
    expect([...tree.facts()].map(({ node, fact }) => [node.path, fact])).toEqual([['/a.py', { modules: ['nis'] }]])
  })

  it('are few whatever the file holds', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(optionalImports(`import ${text}\nfrom ${text}`).length).toBeLessThan(20)
      }),
    )
  })
})
