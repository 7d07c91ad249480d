import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { imgpeek } from './imgpeek.ts'

const IMAGE = `oci:${fileURLToPath(new URL('../../fixtures/images/webapp', import.meta.url))}`

describe('imgpeek packages', () => {
  it('prints one JSON document', async () => {
    const { code, stdout, stderr } = await imgpeek(['packages', IMAGE, 'lib*', 'netbase', '--json', '--no-cache'])
    expect([code, stderr]).toEqual([0, ''])
    const { packages } = JSON.parse(stdout)
    expect(packages.map(({ name }: { name: string }) => name)).toEqual(['libc6', 'libgcc-s1', 'netbase'])
  })

  it('prints groups and the tree', async () => {
    const groups = await imgpeek(['packages', IMAGE, '--by', 'layer', '--limit', '1', '--no-cache'])
    expect(groups.stdout).toMatch(/^Layer 0 /)
    const tree = await imgpeek(['packages', IMAGE, '--tree', '--sort', 'size', '--no-cache'])
    expect(tree.stdout).toMatch(/^ {2}busybox /)
  })

  it.each([
    ['two views at once', ['--by', 'layer', '--tree']],
    ['a grouping that is none', ['--by', 'size']],
    ['a glob that is none', ['[a']],
  ])('ends with 2 for %s', async (_, args) => {
    const { code, stdout, stderr } = await imgpeek(['packages', IMAGE, '--no-cache', ...args])
    expect([code, stdout]).toEqual([2, ''])
    expect(stderr).toMatch(/^imgpeek: [^\n]+\n$/)
  })
})

describe('imgpeek why', () => {
  it('prints one JSON document', async () => {
    const { code, stdout, stderr } = await imgpeek(['why', IMAGE, '/bin/sh', '--json', '--no-cache'])
    expect([code, stderr]).toEqual([0, ''])
    expect(JSON.parse(stdout)).toMatchObject({ query: '/bin/sh', answers: [{ path: '/usr/bin/sh' }] })
  })

  it('ends with 3 where there is no such thing, and says what is near', async () => {
    const { code, stdout, stderr } = await imgpeek(['why', IMAGE, 'busibox', '--no-cache'])
    expect([code, stdout]).toEqual([3, ''])
    expect(stderr).toMatch(/^imgpeek: [^\n]*“busibox”; did you mean “busybox”\?\n$/)
  })

  it('ends with 2 without a name', async () => {
    const { code, stderr } = await imgpeek(['why', IMAGE])
    expect([code, stderr]).toEqual([2, 'imgpeek: The argument NAME is missing; --help says what there is.\n'])
  })
})
