import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  readContainerManifest1,
  readContainerManifest2,
} from '../../../../src/catalogers/packages/rpm/container-manifest.ts'

const fields = { license: null, requires: '', provides: '', paths: '' }

describe('readContainerManifest2', () => {
  test('takes the epoch from where the Azure Linux toolkit writes it', () => {
    const manifest = [
      'openssl-libs\t1.1.1k-36.cm2\t1653816591\t1653628955\tMicrosoft Corporation\t(none)\t10\tx86_64\t0\topenssl-1.1.1k-36.cm2.src.rpm',
      'bind-libs\t9.16-2.azl3\t1653816591\t1653628955\tMicrosoft Corporation\t(none)\t10\tx86_64\t32\tbind-9.16-2.azl3.src.rpm',
      'shadow-utils\t4.9-7.cm2\t1653816591\t1653628955\tMicrosoft Corporation\t2\t10\tx86_64\t2\t(none)',
      '',
    ].join('\n')
    expect(readContainerManifest2(manifest)).toEqual({
      packages: [
        {
          name: 'openssl-libs',
          version: '1.1.1k-36.cm2',
          architecture: 'x86_64',
          sourceRpm: 'openssl-1.1.1k-36.cm2.src.rpm',
          ...fields,
        },
        {
          name: 'bind-libs',
          version: '32:9.16-2.azl3',
          architecture: 'x86_64',
          sourceRpm: 'bind-9.16-2.azl3.src.rpm',
          ...fields,
        },
        { name: 'shadow-utils', version: '2:4.9-7.cm2', architecture: 'x86_64', sourceRpm: null, ...fields },
      ],
      damage: null,
    })
  })

  test('counts the lines that name no package', () => {
    const { packages, damage } = readContainerManifest2('<html>\nbash\t5.1-1\n')
    expect(packages).toMatchObject([{ name: 'bash', version: '5.1-1', architecture: null }])
    expect(damage).toBe('1 of its 2 lines name no package')
  })
})

describe('readContainerManifest1', () => {
  test.each([
    ['glibc-2.35-3.cm2.x86_64', 'glibc', '2.35-3.cm2', 'x86_64'],
    ['ca-certificates-base-2.0.0-8.cm2.noarch', 'ca-certificates-base', '2.0.0-8.cm2', 'noarch'],
    ['gpg-pubkey-3135ce90-5e6fda74', 'gpg-pubkey', '3135ce90-5e6fda74', null],
    ['gpg-pubkey-3135ce90-5e6fda74.(none)', 'gpg-pubkey', '3135ce90-5e6fda74', null],
  ])('takes %s apart', (line, name, version, architecture) => {
    const { packages, damage } = readContainerManifest1(`${line}\n`)
    expect(packages).toEqual([{ name, version, architecture, sourceRpm: null, ...fields }])
    expect(damage).toBeNull()
  })

  test.each(['bash', 'bash-5', '-5-1', 'bash--1'])('does not take %s for a package', (line) => {
    expect(readContainerManifest1(line)).toEqual({ packages: [], damage: '1 of its 1 lines name no package' })
  })
})

test('both manifests give a package or count damage for every line, whatever it says', () => {
  const line = fc
    .string({ unit: fc.constantFrom('a', '1', '-', '.', '\t', '(none)') })
    .filter((text) => text.trim() !== '')
  fc.assert(
    fc.property(fc.array(line, { minLength: 1 }), (lines) => {
      for (const read of [readContainerManifest1, readContainerManifest2]) {
        const { packages, damage } = read(lines.join('\n'))
        expect(packages.every(({ name, version }) => name !== '' && version !== '')).toBe(true)
        expect(damage === null).toBe(packages.length === lines.length)
      }
    }),
  )
})
