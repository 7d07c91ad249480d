import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { mavenCataloger } from '../../../../src/catalogers/packages/java/maven-cataloger.ts'
import { readInPieces } from '../../../support/read-in-pieces.ts'
import { conclusionOf, treeOf } from '../../../support/tree-of.ts'
import { writeZip, type ZipEntry } from './zip-writer.ts'

const MIB = 1024 * 1024

function properties(group: string, name: string, version: string): ZipEntry {
  return {
    name: `META-INF/maven/${group}/${name}/pom.properties`,
    content: `groupId=${group}\nartifactId=${name}\nversion=${version}\n`,
  }
}

function library(group: string, name: string, version: string): Buffer {
  return writeZip([{ name: `${name}/A.class`, content: 'class' }, properties(group, name, version)])
}

/** What is found, as `within: name@version`. */
function found(fileName: string, jar: Uint8Array, pieceBytes?: number) {
  const { facts, problems } = readInPieces(mavenCataloger, `/app/${fileName}`, jar, pieceBytes)
  const [fact] = facts as { artifacts: { name: string; version: string; within?: string }[]; problems?: string[] }[]
  return {
    artifacts: fact?.artifacts.map(({ name, version, within = '' }) => `${within}: ${name}@${version}`) ?? [],
    nested: fact?.problems ?? [],
    problems,
  }
}

describe('mavenCataloger', () => {
  it('lists a Spring Boot program with the libraries stored in it', () => {
    const jar = writeZip([
      {
        name: 'META-INF/MANIFEST.MF',
        content: 'Implementation-Title: demo\nMain-Class: org.springframework.Launcher\n',
      },
      properties('com.example', 'demo', '0.0.1-SNAPSHOT'),
      { name: 'BOOT-INF/classes/A.class', content: 'class', descriptor: 'signed' },
      { name: 'BOOT-INF/lib/spring-core-6.1.2.jar', content: writeZip([{ name: 'a', content: '' }]), stored: true },
      {
        name: 'BOOT-INF/lib/guava-33.0-jre.jar',
        content: library('com.google.guava', 'guava', '33.0-jre'),
        stored: true,
      },
    ])
    const tree = treeOf([{ '/etc/os-release': '' }, { '/app/app.jar': jar }], mavenCataloger)
    const image = conclusionOf()
    expect(mavenCataloger.conclude(tree, image)).toEqual(
      [
        { name: 'com.example:demo', version: '0.0.1-SNAPSHOT', paths: ['/app/app.jar'] },
        { name: 'spring-core', version: '6.1.2', paths: [], within: 'BOOT-INF/lib/spring-core-6.1.2.jar' },
        { name: 'com.google.guava:guava', version: '33.0-jre', paths: [], within: 'BOOT-INF/lib/guava-33.0-jre.jar' },
      ].map((given) => ({
        type: 'maven',
        architecture: null,
        source: null,
        licenses: [],
        purl: `pkg:maven/${given.name.replace(':', '/')}@${given.version}`,
        database: '/app/app.jar',
        layer: 1,
        dependencies: [],
        ...given,
      })),
    )
    expect(image.warnings).toEqual([])
  })

  it.each([7, 500, 65_536, 10 * MIB])('finds archives in archives in archives, in pieces of %i bytes', (pieceBytes) => {
    const war = writeZip([
      { name: 'WEB-INF/lib/a-1.0.jar', content: library('g', 'a', '1.0'), descriptor: 'signed' },
      { name: 'WEB-INF/lib/b-2.0.jar', content: library('g', 'b', '2.0') },
    ])
    const ear = writeZip([
      { name: 'shop.war', content: war, descriptor: 'unsigned' },
      { name: 'lib/c-3.0.jar', content: library('g', 'c', '3.0'), descriptor: 'zip64' },
    ])
    expect(found('shop-1.0.ear', ear, pieceBytes)).toEqual({
      artifacts: [
        ': shop@1.0',
        'shop.war!/WEB-INF/lib/a-1.0.jar: a@1.0',
        'shop.war!/WEB-INF/lib/b-2.0.jar: b@2.0',
        'lib/c-3.0.jar: c@3.0',
      ],
      nested: [],
      problems: [],
    })
  })

  it('lists libraries that were unpacked into an archive, and gives the file to the archive', () => {
    const jar = writeZip([properties('g', 'lib', '1.0'), properties('com.example', 'tool', '2.0')])
    const packages = mavenCataloger.conclude(treeOf([{ '/opt/tool-2.0.jar': jar }], mavenCataloger), conclusionOf())
    expect(packages.map(({ name, paths }) => [name, paths])).toEqual([
      ['g:lib', []],
      ['com.example:tool', ['/opt/tool-2.0.jar']],
    ])
  })

  it('takes licenses from the POM, or from the manifest', () => {
    const xml = '<project><licenses><license><name>MIT</name></license></licenses></project>'
    const jar = writeZip([
      { name: 'META-INF/MANIFEST.MF', content: 'Bundle-License: https://example.com/license\n' },
      properties('g', 'other', '1.0'),
      { name: 'META-INF/maven/g/other/pom.xml', content: xml },
      properties('g', 'own', '2.0'),
    ])
    const packages = mavenCataloger.conclude(treeOf([{ '/own-2.0.jar': jar }], mavenCataloger), conclusionOf())
    expect(packages.map(({ name, licenses }) => [name, licenses])).toEqual([
      ['g:other', ['MIT']],
      ['g:own', ['https://example.com/license']],
    ])
  })

  it('reads an archive that a script before it makes executable', () => {
    const script = `#!/bin/bash\n${'# the launcher\n'.repeat(600)}exit 0\n`
    expect(found('app.jar', writeZip([properties('g', 'a', '1.0')], script)).artifacts).toEqual([': a@1.0'])
  })

  it('leaves out what the central directory does not list, as Java does', () => {
    const jar = writeZip([
      { ...properties('g', 'removed', '1.0'), unlisted: true },
      { name: 'lib/removed-1.0.jar', content: library('g', 'removed', '1.0'), unlisted: true },
      properties('g', 'a', '2.0'),
    ])
    expect(found('a-2.0.jar', jar).artifacts).toEqual([': a@2.0'])
  })

  it('passes over files of other kinds, also those named as archives', () => {
    const zip = library('g', 'a', '1.0')
    expect(readInPieces(mavenCataloger, '/a.zip', zip)).toEqual({ facts: [], problems: [] })
    expect(readInPieces(mavenCataloger, '/a.jar', Buffer.from('placeholder'))).toEqual({ facts: [], problems: [] })
    expect(readInPieces(mavenCataloger, '/a.jar', Buffer.alloc(0))).toEqual({ facts: [], problems: [] })
  })

  it('says which archive is cut short, and which nested one, and reads the rest', () => {
    const jar = library('g', 'a', '1.0')
    expect(found('a.jar', jar.subarray(0, -40)).problems).toEqual(['its zip archive has no end'])
    const war = writeZip([
      { name: 'WEB-INF/lib/cut-1.0.jar', content: jar.subarray(0, -40) },
      { name: 'WEB-INF/lib/b-2.0.jar', content: library('g', 'b', '2.0') },
    ])
    const image = conclusionOf()
    const packages = mavenCataloger.conclude(treeOf([{ '/srv/a.war': war }], mavenCataloger), image)
    expect(packages.map(({ name }) => name)).toEqual(['g:b'])
    expect(image.warnings).toEqual([
      '/srv/a.war!/WEB-INF/lib/cut-1.0.jar: its zip archive has no end, so that it was not read.',
    ])
  })

  it('goes no deeper than applications are', () => {
    let jar = library('g', 'deep', '1.0')
    for (let depth = 0; depth < 6; depth++) jar = writeZip([{ name: `${depth}.jar`, content: jar }])
    expect(found('deep.jar', jar)).toEqual({ artifacts: [], nested: [], problems: [] })
  })

  it('stops at nested archives that expand without end', () => {
    const bomb = writeZip([{ name: 'zeros', content: Buffer.alloc(200 * MIB), stored: true }])
    const { nested, artifacts } = found('a-1.0.jar', writeZip([{ name: 'lib/bomb-1.0.jar', content: bomb }]))
    expect(nested).toEqual([expect.stringMatching(/^lib\/bomb-1\.0\.jar: it expands to more/)])
    expect(artifacts).toEqual([': a@1.0'])
  })

  it('keeps a bounded number of findings', () => {
    const many = Array.from({ length: 25_000 }, (_, index) => properties('g', `a${index}`, '1.0'))
    expect(found('a.jar', writeZip(many)).artifacts).toHaveLength(20_000)
  })

  it('reads any manifest and POM', () => {
    fc.assert(
      fc.property(
        fc.string({ maxLength: 300 }),
        fc.string({ maxLength: 300 }),
        fc.string(),
        (manifest, pom, fileName) => {
          const jar = writeZip([
            { name: 'META-INF/MANIFEST.MF', content: manifest },
            { name: 'META-INF/maven/g/a/pom.properties', content: pom },
            { name: 'META-INF/maven/g/a/pom.xml', content: pom },
          ])
          expect(found(`${fileName.replaceAll('/', '')}.jar`, jar).problems).toEqual([])
        },
      ),
    )
  })
})
