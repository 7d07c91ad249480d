import { describe, expect, it } from 'vitest'
import { gemCataloger } from '../../../../src/catalogers/packages/gem/gem-cataloger.ts'
import { conclusionOf, treeOf } from '../../../support/tree-of.ts'

const GEMS = '/usr/local/lib/ruby/gems/3.3.0'

function specification(name: string, version: string, platform = 'ruby', files: readonly string[] = []): string {
  return `# stub: ${name} ${version} ${platform} lib\n  s.licenses = ["MIT".freeze]\n  s.files = ${JSON.stringify(files)}\n`
}

describe('the gem cataloger', () => {
  it('reads a gem from its specification, with its directory and its compiled extensions', () => {
    const tree = treeOf(
      [
        { [`${GEMS}/gems/json-2.7.1-java/lib/json.rb`]: '' },
        {
          [`${GEMS}/specifications/json-2.7.1-java.gemspec`]: specification('json', '2.7.1', 'java'),
          [`${GEMS}/extensions/universal-java-17/3.3.0/json-2.7.1-java/json.so`]: '',
          [`${GEMS}/extensions/universal-java-17/3.3.0/json-2.7.1/json.so`]: '',
          [`${GEMS}/gems/json-2.7.1/lib/json.rb`]: '',
          [`${GEMS}/cache/json-2.7.1-java.gem`]: '',
        },
      ],
      gemCataloger,
    )
    expect(gemCataloger.conclude(tree, conclusionOf())).toEqual([
      {
        type: 'gem',
        name: 'json',
        version: '2.7.1',
        architecture: 'java',
        source: null,
        licenses: ['MIT'],
        purl: 'pkg:gem/json@2.7.1?platform=java',
        paths: [
          `${GEMS}/specifications/json-2.7.1-java.gemspec`,
          `${GEMS}/gems/json-2.7.1-java`,
          `${GEMS}/gems/json-2.7.1-java/lib`,
          `${GEMS}/gems/json-2.7.1-java/lib/json.rb`,
          `${GEMS}/extensions/universal-java-17/3.3.0/json-2.7.1-java`,
          `${GEMS}/extensions/universal-java-17/3.3.0/json-2.7.1-java/json.so`,
        ],
        database: `${GEMS}/specifications/json-2.7.1-java.gemspec`,
        layer: 1,
        dependencies: [],
      },
    ])
  })

  it("finds the files of a gem that came with Ruby in Ruby's library", () => {
    const database = `${GEMS}/specifications/default/csv-3.2.8.gemspec`
    const tree = treeOf(
      [
        {
          [database]: specification('csv', '3.2.8', 'ruby', ['LICENSE.txt', 'lib/csv.rb', 'lib/csv/row.rb']),
          '/usr/local/lib/ruby/3.3.0/csv.rb': '',
          '/usr/local/lib/ruby/3.3.0/csv/row.rb': '',
          '/usr/local/lib/ruby/3.3.0/csv/other.rb': '',
        },
      ],
      gemCataloger,
    )
    expect(gemCataloger.conclude(tree, conclusionOf()).map(({ paths }) => paths)).toEqual([
      [database, '/usr/local/lib/ruby/3.3.0/csv.rb', '/usr/local/lib/ruby/3.3.0/csv/row.rb'],
    ])
  })

  it('leaves out specifications that no gem was installed with', () => {
    const tree = treeOf([{ '/app/my.gemspec': specification('my', '1') }], gemCataloger)
    expect(gemCataloger.conclude(tree, conclusionOf())).toEqual([])
  })
})
