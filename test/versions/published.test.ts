import { describe, expect, it } from 'vitest'
import { compareVersions } from '../../src/versions/compare-versions.ts'
import { expectAscending, expectRows, signOf } from './ordered.ts'

it("orders apk's versions as apk-tools' own table has them (test/unit/version.data)", () => {
  expectRows(
    'apk',
    `2.34 > 0.1.0_alpha
    23_foo > 4_beta
    1.0 < 1.0bc
    0.1.0_alpha = 0.1.0_alpha
    0.1.0_alpha < 0.1.3_alpha
    0.1.0_alpha2 > 0.1.0_alpha
    0.1.0_alpha < 2.2.39-r1
    1.0.4-r3 < 1.0.4-r4
    1.6 > 1.0.2
    0.7-r1 < 1.0.0
    1.1 > 1.1_alpha1
    1.2.1 > 1.2
    1.2 < 1.3_alpha
    1.3_alpha < 1.3_alpha2
    0.8_beta4 < 4.8-r1
    3.10.18-r1 > 2.3.0b-r1
    2.3.0b-r1 < 2.3.0b-r2
    0.13_beta5 > 0.9.12
    3.1_p16 < 3.1_p17
    3.1_p17 > 1.06-r6
    1.06-r6 < 006
    006 > 1.0.0
    1.2.2-r1 > 1.2.2
    20050718-r1 < 20050718-r2
    3.9.8-r5 > 2.01.01_alpha10
    0.94 < 1.0
    1.0 > 0.99.3.20040818
    1.39 > 1.00_beta2
    1.1.3 < 2.16.1-r3
    7.15.1-r1 > 1.02
    1.03-r1 < 1.12.12-r2
    0.5.2.7 < 4.2.52_p2-r1
    4.2.52_p2-r1 < 4.2.52_p4-r2
    1.02.07 < 1.02.10-r1
    2.5.1-r8 < 2.5.1a-r1
    2.0.0_rc3-r1 > 1.5
    3.0.0-r2 < 021109-r3
    3.9_pre20060124 > 0.01
    0.01 < 0.06
    6b-r7 > 1.12-r7
    1.1a < 1.3a
    0.15.1b-r2 > 0.15.1b
    02.08.01b < 4.77
    2.02.06 < 2.02.10
    1.07-r1 < 1.07.5
    0.1_pre20060810 < 0.1_pre20060817
    0.20070118 < 0.20070207_rc1
    4.5_p1-r1 > 4.5_p1
    0.9.8c-r1 < 0.9.8d
    013 < 014-r1
    1.8.5 < 1.8.5_p2
    0.98 < 1.00
    2.9.11_pre20051101-r3 > 2.9.11_pre20051101
    2.6.1.3-r1 > 2.6.1.3
    1.6.8_p12-r1 > 1.6.8_p9-r2
    0.9.28-r2 < 0.9.28.1
    104-r11 > 104-r9
    7.0.17 < 7.0.174
    1.3-r0 < 1.3.1-r0
    1.3_pre1-r1 < 1.3.2
    1.0_p10-r0 > 1.0_p9-r0
    0.1.0_alpha_pre2 < 0.1.0_alpha
    1.0.0_pre20191002222144-r0 < 1.0.0_pre20210530193627-r0
    6.0_pre1 < 6.0
    6.1_pre1 < 6.1
    6.0_p1 > 6.0
    6.1_p1 > 6.1
    8.2.0 < 8.2.001
    8.2.0015 < 8.2.002
    1.0~1234 > 1.0~0bc`,
  )
  expect(compareVersions('apk', '1.0-x', '1.0-y')).toBeNull()
})

it("orders rpm's versions as rpm's own table has them (tests/rpmvercmp.at)", () => {
  expectRows(
    'rpm',
    `1.0 = 1.0
    1.0 < 2.0
    2.0.1 > 2.0
    2.0.1a > 2.0.1
    5.5p1 < 5.5p2
    5.5p1 < 5.5p10
    10xyz < 10.1xyz
    xyz10 < xyz10.1
    xyz.4 < 8
    xyz.4 < 2
    5.5p2 < 5.6p1
    5.6p1 < 6.5p1
    6.0.rc1 > 6.0
    10b2 > 10a1
    1.0a < 1.0aa
    10.0001 = 10.1
    10.0001 < 10.0039
    4.999.9 < 5.0
    20101121 < 20101122
    2_0 = 2.0
    a+ = a_
    +a = _a
    +_ = _+
    + = _
    1.0~rc1 < 1.0
    1.0~rc1 < 1.0~rc2
    1.0~rc1~git123 < 1.0~rc1
    1.0^ > 1.0
    1.0^git1 > 1.0
    1.0^git1 < 1.0^git2
    1.0^git1 < 1.01
    1.0^20160101 < 1.0.1
    1.0^20160102 > 1.0^20160101^git1
    1.0~rc1^git1 > 1.0~rc1
    1.0^git1 > 1.0^git1~pre
    1b.fc17 < 1.fc17
    1g.fc17 > 1.fc17
    1.1.α = 1.1.β`,
  )
  expectAscending('rpm', ['9-9', '1:1', ['1:1-1', '01:1-1'], '1:1-1.1', '1:1-2', '1:1.1-1', '2:0-1'])
})

it("orders deb's versions as deb-version(7) and Debian's policy say", () => {
  expectAscending('deb', ['1~~', '1~~a', '1~', ['1', '1-0', '0:1'], '1-0.1', '1a', '1+', '1.1', '1:0', '10:0~'])
  expectAscending('deb', [
    '1.2.3~rc1-1',
    '1.2.3-1',
    '1.2.3-1+b1',
    '1.2.3-1+deb12u1',
    '1.2.3-1.1',
    '1.2.3-10',
    '1.2.3+dfsg-1',
  ])
  expectAscending('chisel', ['3.0.11-1~deb12u2', '3.0.11-1', '3.0.13-1'])
  for (const odd of ['', ':1', 'a:1', '1:']) expect(compareVersions('deb', odd, '1')).toBeNull()
})

it("orders pacman's versions as vercmp(8) says", () => {
  expectAscending('pacman', ['1.0a', '1.0b', '1.0beta', '1.0p', '1.0pre', '1.0rc', '1.0', '1.0.a', '1.0.1'])
  expectAscending('pacman', ['1', '1.0', '1.1', '1.1.1', '1.2', '2.0', '3.0.0', '1:0'])
  expectAscending('pacman', ['1.5-1', '1.5-2', '1.5.1-1', '1:1.0-1'])
  expect([signOf('pacman', '1.5', '1.5-1'), signOf('pacman', '1.5-1', '1.5')]).toEqual([0, 0])
})

it('orders semantic versions as semver.org, section 11, says', () => {
  const chain = [
    '1.0.0-alpha',
    '1.0.0-alpha.1',
    '1.0.0-alpha.beta',
    '1.0.0-beta',
    '1.0.0-beta.2',
    '1.0.0-beta.11',
    '1.0.0-rc.1',
  ]
  for (const type of ['npm', 'cargo'] as const) {
    expectAscending(type, [...chain, ['1.0.0', '1.0.0+build'], '2.0.0', '2.1.0', '2.1.1', '2.1.10', '2.10.0'])
    for (const odd of ['', '1', '1.0', 'v1.0.0', '01.0.0', '1.0.0-01', '1.0.0-', '1.0.0-a..b', 'latest']) {
      expect(compareVersions(type, odd, '1.0.0')).toBeNull()
    }
  }
})

it("orders Go's modules, pseudo-versions and toolchains", () => {
  expectAscending('golang', [
    'v0.0.0-20180101000000-abcdefabcdef',
    'v0.0.0-20190101000000-000000000000',
    'v1.2.3-0.20200101000000-abcdefabcdef',
    'v1.2.3-pre',
    'v1.2.3-pre.0.20200101000000-abcdefabcdef',
    ['v1.2.3', 'v1.2.3+incompatible'],
    'v1.2.4-0.20200101000000-abcdefabcdef',
    'v2.0.0+incompatible',
  ])
  expectAscending('golang', ['1.9.7', '1.20', '1.20.1', '1.21beta1', '1.21rc2', '1.21rc10', '1.21.0', '1.26.1'])
  for (const odd of ['', '(devel)', 'v1.2', '1.2.3-x', 'devel go1.27-3a1b']) {
    expect(compareVersions('golang', odd, 'v1.0.0')).toBeNull()
  }
})

it('orders versions of PyPI as PEP 440 says', () => {
  expectAscending('pypi', [
    ['1.dev0', '1.0.DEV'],
    '1.0.dev456',
    ['1.0a1', '1.0alpha1', '1.0-a.1', 'v1.0A01'],
    '1.0a2.dev456',
    '1.0a12.dev456',
    '1.0a12',
    '1.0b1.dev456',
    '1.0b2',
    '1.0b2.post345.dev456',
    ['1.0b2.post345', '1.0b2-345', '1.0b2.rev345'],
    '1.0rc1.dev456',
    ['1.0rc1', '1.0c1', '1.0pre1', '1.0preview1'],
    ['1.0', '1', '1.0.0'],
    '1.0+abc.5',
    '1.0+abc.7',
    ['1.0+5', '1.0.0+05'],
    '1.0+5.1',
    '1.0.post456.dev34',
    ['1.0.post456', '1.0-456'],
    '1.0.15',
    '1.1.dev1',
    '1!0.5',
  ])
  for (const odd of ['', 'a', '1.0.', '1.0+', '1.0+a..b', '1.0-', '2004d']) {
    expect(compareVersions('pypi', odd, '1')).toBeNull()
  }
})

it('orders gems as Gem::Version does', () => {
  expectAscending('gem', [
    '0.9',
    '1.a',
    '1.0.a.2',
    '1.0.b1',
    '1.0.b2',
    '1.0.rc1',
    ['1', '1.0', '1.0.0'],
    '1.0.1',
    '1.8.2',
    '1.10',
  ])
  expectAscending('gem', ['5.2.4.a', '5.2.4.a10', '5.2.4'])
  expectAscending('gem', [['1.0-1', '1.0.pre.1'], '1.0'])
  for (const odd of ['', 'junk', '1.0.', '1..2', '1.0\n2.0']) expect(compareVersions('gem', odd, '1')).toBeNull()
})

describe("orders Maven's versions as its own tests say (ComparableVersionTest)", () => {
  it('by qualifier', () => {
    expectAscending(
      'maven',
      `1-alpha2snapshot 1-alpha2 1-alpha-123 1-beta-2 1-beta123 1-m2 1-m11 1-rc 1-cr2 1-rc123 1-SNAPSHOT 1 1-sp 1-sp2
      1-sp123 1-abc 1-def 1-pom-1 1-1-snapshot 1-1 1-2 1-123`.split(/\s+/),
    )
  })

  it('by number', () => {
    expectAscending('maven', [
      '2.0',
      ['2.0.a', '2-a', '2.0.0.a'],
      ...'2-1 2.0.2 2.0.123 2.1.0 2.1-a 2.1b 2.1-c 2.1-1 2.1.0.1 2.2 2.123'.split(' '),
      ...'11.a2 11.a11 11.b2 11.b11 11.m2 11.m11 11 11.a 11b 11c 11m'.split(' '),
    ])
    expectAscending('maven', [
      '20190126.230843',
      '1234567890.12345',
      '123456789012345.1H.5-beta',
      '12345678901234567890.1H.5-beta',
    ])
    expectAscending('maven', ['6.1.0rc3', '6.1.0', '6.1H.5-beta'])
    expectAscending('maven', ['1-0.alpha', '1-0.beta', '1'])
    expectAscending('maven', ['2.0.1', '2.0.1-xyz', '2.0.1-123'])
  })

  it('with many spellings of one version', () => {
    for (const group of [
      '1 1.0 1.0.0 1-0 1.0-0 1ga 1-GA 1final 1-Final 1RELEASE 01 0001.00',
      '1a 1-a 1.0-a 1.0.0-a 1.0a 1A',
      '1x 1-x 1.0-x 1.0.0x 1X',
      '1cr 1rc 1-RC',
      '1a1 1-alpha-1 1ALPHA1',
      '1m3 1-milestone-3 1MileStone3',
    ]) {
      expectAscending('maven', [group.split(' ')])
    }
    for (const x of ['abc', 'alpha', 'a', 'beta', 'b', 'def', 'milestone', 'm', 'rc']) {
      expectAscending('maven', [`1.0.0.${x}1`, `1.0.0-${x}2`])
      expectAscending('maven', [[`2-${x}`, `2.0.${x}`, `2.0.0.${x}`]])
    }
  })
})

it("orders Composer's versions, normalised as it does", () => {
  expectAscending('composer', [
    '1.0.0-dev',
    ['1.0.0-alpha', '1.0a', 'v1.0.0.0-ALPHA'],
    '1.0.0-alpha1',
    ['1.0.0-beta.2', '1.0b2'],
    '1.0.0-RC1-dev',
    ['1.0.0-RC1', '1.0-rc.1'],
    ['1.0.0', '1', 'v1.0', '1.0.0-stable', '1.0.0+build'],
    ['1.0.0-patch1', '1.0-p1', '1.0pl1'],
    '1.0.1',
    '1.10',
    '1.x-dev',
    '2.0',
    '20100102',
    '20100102.203040',
  ])
  for (const odd of ['', 'dev-main', 'main', 'feature-dev', '1.0.0.0.0', '1.0 beta']) {
    expect(compareVersions('composer', odd, '1.0')).toBeNull()
  }
})

it("orders NuGet's versions: four numbers, letters without case", () => {
  expectAscending('nuget', [
    '1.0.0-1',
    ['1.0.0-alpha', '1.0.0-ALPHA', '1-Alpha', '1.0-alpha+x'],
    '1.0.0-alpha.1',
    '1.0.0-Beta',
    '1.0.0-beta.2',
    '1.0.0-beta.11',
    ['1.0.0', '1', '1.0', '1.0.0.0', '01.00', '1.0.0+meta'],
    '1.0.0.1',
    '1.0.1',
    '2.0',
  ])
  for (const odd of ['', 'a', '1.0.0.0.0', '1.0-', '1..0']) expect(compareVersions('nuget', odd, '1')).toBeNull()
})

it("orders conda's versions as VersionOrder says", () => {
  expectAscending('conda', [
    ['0.4', '0.4.0'],
    ['0.4.1.rc', '0.4.1.RC'],
    '0.4.1',
    '0.5a1',
    '0.5b3',
    '0.5C1',
    '0.5',
    '0.9.6',
    '0.960923',
    '1.0',
    '1.1dev1',
    '1.1_',
    '1.1a1',
    ['1.1.0dev1', '1.1.dev1'],
    '1.1.a1',
    '1.1.0rc1',
    ['1.1.0', '1.1'],
    ['1.1.0post1', '1.1.post1'],
    '1.1post1',
    '1996.07.12',
    '1!0.4.1',
    '1!3.1.1.6',
    '2!0.4.1',
  ])
  expectAscending('conda', ['1.0.1_', '1.0.1a', '1.0.1b'])
  for (const odd of ['', '!1', '1!2!3', '1.', '1..2', '1+', '+1', '1 2', '1-a_b', 'é']) {
    expect(compareVersions('conda', odd, '1')).toBeNull()
  }
})
