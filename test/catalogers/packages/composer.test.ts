import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { composerCataloger } from '../../../src/catalogers/packages/composer.ts'
import type { Package } from '../../../src/catalogers/packages/package.ts'
import { conclusionOf, type LayerFile, treeOf } from '../../support/tree-of.ts'

const DATABASE = '/app/vendor/composer/installed.json'

function packagesIn(...layers: Readonly<Record<string, LayerFile>>[]): readonly Package[] {
  return composerCataloger.conclude(treeOf(layers, composerCataloger), conclusionOf())
}

const MONOLOG = {
  name: 'Monolog/Monolog',
  version: '3.5.0',
  version_normalized: '3.5.0.0',
  require: { php: '>=8.1', 'ext-json': '*', 'psr/log': '^2.0 || ^3.0' },
  type: 'library',
  license: ['MIT'],
}
const LOG = { name: 'psr/log', version: 'v3.0.0', type: 'library', license: 'MIT' }

describe('the Composer cataloger', () => {
  it('reads what Composer 2 installed, with the layer that first listed each version', () => {
    const packages = packagesIn(
      { [DATABASE]: JSON.stringify({ packages: [{ ...LOG, 'install-path': '../psr/log' }], dev: false }) },
      {
        [DATABASE]: JSON.stringify({
          packages: [
            { ...MONOLOG, 'install-path': '../monolog/monolog' },
            { ...LOG, 'install-path': '../psr/log' },
          ],
          dev: false,
        }),
        '/app/vendor/monolog/monolog/src/Logger.php': '<?php',
        '/app/vendor/psr/log/src/Log.php': '<?php',
      },
    )
    expect(packages).toEqual([
      {
        type: 'composer',
        name: 'Monolog/Monolog',
        version: '3.5.0',
        architecture: null,
        source: null,
        licenses: ['MIT'],
        purl: 'pkg:composer/monolog/monolog@3.5.0',
        paths: [
          '/app/vendor/monolog/monolog',
          '/app/vendor/monolog/monolog/src',
          '/app/vendor/monolog/monolog/src/Logger.php',
        ],
        database: DATABASE,
        layer: 1,
        dependencies: ['psr/log ^2.0 || ^3.0'],
      },
      expect.objectContaining({ name: 'psr/log', version: 'v3.0.0', licenses: ['MIT'], layer: 0 }),
    ])
  })

  it('reads what Composer 1 installed', () => {
    const packages = packagesIn({ [DATABASE]: JSON.stringify([LOG]), '/app/vendor/psr/log/src/Log.php': '<?php' })
    expect(packages).toMatchObject([
      { name: 'psr/log', paths: expect.arrayContaining(['/app/vendor/psr/log/src/Log.php']) },
    ])
  })

  it('finds packages beside the vendor directory, each file in the innermost', () => {
    const at = (name: string, path: string | null): object => ({ name, version: '1', 'install-path': path })
    const packages = packagesIn({
      [DATABASE]: JSON.stringify({
        packages: [at('drupal/site', '../../web'), at('drupal/core', '../../web/core'), at('drupal/meta', null)],
      }),
      '/app/web/index.php': '<?php',
      '/app/web/core/core.php': '<?php',
    })
    const files = packages.map(({ name, paths }) => [name, paths.filter((path) => path.endsWith('.php'))])
    expect(Object.fromEntries(files)).toEqual({
      'drupal/site': ['/app/web/index.php'],
      'drupal/core': ['/app/web/core/core.php'],
      'drupal/meta': [],
    })
  })

  it.each(['../..', '../../../etc', '/etc', '../../../../..'])('gives nothing outside of the project to %s', (path) => {
    const [found] = packagesIn({
      [DATABASE]: JSON.stringify({ packages: [{ ...LOG, 'install-path': path }] }),
      '/etc/passwd': '',
      '/app/index.php': '',
    })
    expect(found?.paths).toEqual([])
  })

  it('takes any JSON', () => {
    const item = fc.record(
      {
        name: fc.jsonValue(),
        version: fc.jsonValue(),
        license: fc.jsonValue(),
        require: fc.jsonValue(),
        'install-path': fc.jsonValue(),
      },
      { requiredKeys: [] },
    )
    fc.assert(
      fc.property(fc.oneof(fc.jsonValue(), fc.array(item), fc.record({ packages: fc.array(item) })), (document) => {
        for (const { name, version } of packagesIn({ [DATABASE]: JSON.stringify(document) })) {
          expect([name, version]).not.toContain('')
        }
      }),
    )
  })
})
