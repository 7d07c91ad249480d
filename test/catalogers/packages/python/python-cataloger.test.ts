import { execFileSync } from 'node:child_process'
import { type Dirent, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path/posix'
import { describe, expect, it } from 'vitest'
import type { Package } from '../../../../src/catalogers/packages/package.ts'
import { pythonCataloger } from '../../../../src/catalogers/packages/python/python-cataloger.ts'
import { needProgram } from '../../../support/programs.ts'
import { temporaryDirectory } from '../../../support/temporary-directory.ts'
import { conclusionOf, type LayerFile, treeOf } from '../../../support/tree-of.ts'

const SITE = '/usr/lib/python3/dist-packages'

function packagesIn(...layers: Readonly<Record<string, LayerFile>>[]): readonly Package[] {
  return pythonCataloger.conclude(treeOf(layers, pythonCataloger), conclusionOf())
}

function metadata(name: string, version: string, more = ''): string {
  return `Metadata-Version: 2.1\nName: ${name}\nVersion: ${version}\n${more}`
}

/** The paths of the only package, below the site directory. */
function pathsIn(files: Readonly<Record<string, LayerFile>>): readonly string[] | undefined {
  const packages = packagesIn(
    Object.fromEntries(Object.entries(files).map(([path, file]) => [`${SITE}/${path}`, file])),
  )
  expect(packages).toHaveLength(1)
  return packages[0]?.paths.map((path) => relative(SITE, path)).sort()
}

describe('the Python cataloger', () => {
  it('reads a distribution from its .dist-info, with the layer that wrote it', () => {
    const packages = packagesIn(
      { '/opt/venv/pyvenv.cfg': '' },
      {
        '/opt/venv/lib/python3.12/site-packages/zope.interface-6.0.dist-info/METADATA': metadata(
          'zope.interface',
          '6.0',
          'License: ZPL 2.1\nRequires-Dist: setuptools\n',
        ),
        '/opt/venv/lib/python3.12/site-packages/zope.interface-6.0.dist-info/RECORD':
          'zope/interface/__init__.py,sha256:x,1\n../../../bin/zope,sha256:x,1\n/etc/zope.conf,,\n',
      },
    )
    const own = '/opt/venv/lib/python3.12/site-packages/zope.interface-6.0.dist-info'
    expect(packages).toEqual([
      {
        type: 'pypi',
        name: 'zope.interface',
        version: '6.0',
        architecture: null,
        source: null,
        licenses: ['ZPL 2.1'],
        purl: 'pkg:pypi/zope-interface@6.0',
        paths: [
          own,
          `${own}/METADATA`,
          `${own}/RECORD`,
          '/opt/venv/lib/python3.12/site-packages/zope/interface/__init__.py',
          '/opt/venv/bin/zope',
          '/etc/zope.conf',
        ],
        database: `${own}/METADATA`,
        layer: 1,
        dependencies: ['setuptools'],
      },
    ])
  })

  it('adds the bytecode of listed modules, whether it is listed or not', () => {
    expect(
      pathsIn({
        'a.dist-info/METADATA': metadata('a', '1'),
        'a.dist-info/RECORD': 'a.py,,\na/b.py,,\na/__pycache__/b.cpython-311.pyc,,\na/data.txt,,\n',
        'a.py': '',
        '__pycache__/a.cpython-311.pyc': '',
        '__pycache__/ab.cpython-311.pyc': '',
        'a/b.py': '',
        'a/__pycache__/b.cpython-311.pyc': '',
        'a/__pycache__/b.cpython-311.opt-2.pyc': '',
        'a/__pycache__/b.cpython-311.txt': '',
      }),
    ).toEqual([
      '__pycache__/a.cpython-311.pyc',
      'a.dist-info',
      'a.dist-info/METADATA',
      'a.dist-info/RECORD',
      'a.py',
      'a/__pycache__/b.cpython-311.opt-2.pyc',
      'a/__pycache__/b.cpython-311.pyc',
      'a/b.py',
      'a/data.txt',
    ])
  })

  it('finds the files of an egg by installed-files.txt', () => {
    expect(
      pathsIn({
        'a.egg-info/PKG-INFO': metadata('a', '1'),
        'a.egg-info/installed-files.txt': '../a/__init__.py\n../../../bin/a\nPKG-INFO\n',
        'a.egg-info/top_level.txt': 'b\n',
        'b.py': '',
      }),
    ).toEqual([
      '../../bin/a',
      'a.egg-info',
      'a.egg-info/PKG-INFO',
      'a.egg-info/installed-files.txt',
      'a.egg-info/top_level.txt',
      'a/__init__.py',
    ])
  })

  it('finds the files of an egg by SOURCES.txt where some of them are there', () => {
    const egg = {
      'a.egg-info/PKG-INFO': metadata('a', '1'),
      'a.egg-info/SOURCES.txt': 'setup.py\nsrc/a/__init__.py\na/__init__.py\na.egg-info/PKG-INFO\n',
    }
    expect(pathsIn({ ...egg, 'a/__init__.py': '', 'a/other.py': '' })).toContain('a/__init__.py')
    expect(pathsIn({ ...egg, 'a/__init__.py': '', 'a/other.py': '' })).not.toContain('a/other.py')
    expect(pathsIn({ ...egg, 'a/other.py': '' })).toContain('a/other.py')
  })

  it('finds the modules of an egg by top_level.txt, and else by its name', () => {
    const modules = {
      'yaml/__init__.py': '',
      '_yaml.cpython-311-x86_64-linux-gnu.so': '',
      'yaml.py': '',
      '__pycache__/yaml.cpython-311.pyc': '',
      'py_yaml/x.py': '',
      'yamllint/x.py': '',
    }
    expect(
      pathsIn({
        ...modules,
        'PyYAML-6.0.egg-info/PKG-INFO': metadata('PyYAML', '6.0'),
        'PyYAML-6.0.egg-info/top_level.txt': '_yaml\nyaml\n../etc\n',
      }),
    ).toEqual([
      'PyYAML-6.0.egg-info',
      'PyYAML-6.0.egg-info/PKG-INFO',
      'PyYAML-6.0.egg-info/top_level.txt',
      '__pycache__/yaml.cpython-311.pyc',
      '_yaml.cpython-311-x86_64-linux-gnu.so',
      'yaml',
      'yaml.py',
      'yaml/__init__.py',
    ])
    expect(pathsIn({ ...modules, 'Py.Yaml.egg-info': metadata('Py.Yaml', '6.0') })).toEqual([
      'Py.Yaml.egg-info',
      'py_yaml',
      'py_yaml/x.py',
    ])
  })

  it('takes the whole of an egg that is a directory', () => {
    expect(pathsIn({ 'a-1-py3.egg/EGG-INFO/PKG-INFO': metadata('a', '1'), 'a-1-py3.egg/a.py': '' })).toEqual([
      'a-1-py3.egg',
      'a-1-py3.egg/EGG-INFO',
      'a-1-py3.egg/EGG-INFO/PKG-INFO',
      'a-1-py3.egg/a.py',
    ])
  })

  it('gives a directory that several eggs claim to one of them', () => {
    const packages = packagesIn({
      [`${SITE}/a.egg-info/PKG-INFO`]: metadata('a', '1'),
      [`${SITE}/a.egg-info/top_level.txt`]: 'shared\n',
      [`${SITE}/b.egg-info/PKG-INFO`]: metadata('b', '1'),
      [`${SITE}/b.egg-info/top_level.txt`]: 'shared\nb.egg-info\na\n',
      [`${SITE}/shared/x.py`]: '',
    })
    expect(packages.filter(({ paths }) => paths.includes(`${SITE}/shared/x.py`)).map(({ name }) => name)).toEqual(['a'])
    expect(new Set(packages.flatMap(({ paths }) => paths)).size).toBe(packages.flatMap(({ paths }) => paths).length)
  })

  it("reads an egg's requirements from requires.txt", () => {
    const [found] = packagesIn({
      [`${SITE}/a.egg-info/PKG-INFO`]: metadata('a', '1'),
      [`${SITE}/a.egg-info/requires.txt`]: 'six\n[test]\npytest\n',
    })
    expect(found?.dependencies).toEqual(['six'])
  })

  it("leaves out what stands in conda's package cache", () => {
    const packages = packagesIn({
      '/opt/conda/pkgs/six-1.16.0-py_0/info/index.json': '{}',
      '/opt/conda/pkgs/six-1.16.0-py_0/site-packages/six-1.16.0.dist-info/METADATA': metadata('six', '1.16.0'),
      '/opt/conda/lib/python3.12/site-packages/six-1.16.0.dist-info/METADATA': metadata('six', '1.16.0'),
    })
    expect(packages.map(({ database }) => database)).toEqual([
      '/opt/conda/lib/python3.12/site-packages/six-1.16.0.dist-info/METADATA',
    ])
  })

  it('says of distributions what importlib.metadata says', (context) => {
    needProgram(context, 'python3')
    const site = join(temporaryDirectory(), 'site')
    const written: Readonly<Record<string, string>> = {
      'a.py': '',
      'pkg/__init__.py': '',
      'pkg/naïve, "file".txt': 'x',
      'Mixed_Case.Name-1.0.dist-info/METADATA': metadata(
        'Mixed_Case.Name',
        '1.0+local',
        'Requires-Dist: six (>=1.9)\nRequires-Dist: socks; extra == "net"\nRequires-Dist: tomli;\n  python_version < "3.11"\n',
      ),
      'Mixed_Case.Name-1.0.dist-info/RECORD':
        'pkg/__init__.py,sha256=x,0\n"pkg/naïve, ""file"".txt",sha256=x,1\nMixed_Case.Name-1.0.dist-info/METADATA,,\n',
      'egg.egg-info/PKG-INFO': metadata('egg', '2', 'Summary: an egg\n'),
      'egg.egg-info/installed-files.txt': '../a.py\n',
      'egg.egg-info/requires.txt': 'six\n\n[:python_version < "3"]\nenum34\n\n[dev]\npytest\n',
      'flat-3.egg-info': metadata('flat', '3', 'License: MIT\n'),
    }
    for (const [path, content] of Object.entries(written)) {
      mkdirSync(dirname(join(site, path)), { recursive: true })
      writeFileSync(join(site, path), content)
    }
    // and whatever is installed for the python3 at hand
    const program = `
import importlib.metadata, json, sys
def say(site, d):
    files = [str(f) for f in d.files or [] if not str(f).endswith('.pyc')]
    needs = [''.join(r.split()) for r in d.requires or [] if 'extra' not in r.partition(';')[2]]
    return dict(site=site, name=d.metadata['Name'], version=d.version, files=files, needs=needs)
sites = [sys.argv[1]] + [p for p in sys.path if p.endswith('-packages')]
print(json.dumps([say(s, d) for s in sites for d in importlib.metadata.distributions(path=[s])]))`
    const said: readonly Said[] = JSON.parse(
      execFileSync('python3', ['-c', program, site], { encoding: 'utf8', maxBuffer: 2 ** 28 }),
    )
    const found = packagesIn(Object.assign({}, ...[...new Set(said.map((item) => item.site))].map(siteFiles)))
    const key = ({ name, version }: { name: string; version: string }): string => `${name} ${version}`
    expect(found.map(key).sort()).toEqual(said.map(key).sort())
    for (const item of said) {
      const same = found.find((candidate) => key(candidate) === key(item) && candidate.database.startsWith(item.site))
      const paths = new Set(same?.paths)
      const listed = item.files.map((file) => join(item.site, file)).filter(existsSync)
      expect(listed.filter((path) => !paths.has(path))).toEqual([])
      expect(same?.dependencies.map((text) => text.replaceAll(' ', ''))).toEqual(item.needs)
    }
  })
})

interface Said {
  readonly site: string
  readonly name: string
  readonly version: string
  readonly files: readonly string[]
  readonly needs: readonly string[]
}

/** The metadata files of a site directory. */
function siteFiles(site: string): Readonly<Record<string, string>> {
  const files: Record<string, string> = {}
  const add = (directory: string, entries: readonly Dirent[]): void => {
    for (const entry of entries.filter((item) => item.isFile())) {
      const path = join(directory, entry.name)
      files[path] = readFileSync(path, 'utf8')
    }
  }
  const described = readdirSync(site, { withFileTypes: true }).filter(({ name }) => /\.(?:dist|egg)-info$/.test(name))
  add(site, described)
  for (const entry of described.filter((item) => item.isDirectory())) {
    const directory = join(site, entry.name)
    add(directory, readdirSync(directory, { withFileTypes: true }))
  }
  return files
}
