import { describe, expect, it } from 'vitest'
import { imgpeek } from './imgpeek.ts'

describe('imgpeek --version', () => {
  it.each(['--version', '-v'])('%s names the program, the platform and Node.js', async (flag) => {
    const { code, stdout, stderr } = await imgpeek([flag])
    expect(stdout).toBe(`imgpeek/0.1.0 ${process.platform}-${process.arch} node-${process.version}\n`)
    expect([code, stderr]).toEqual([0, ''])
  })

  it('says the same where oclif answers', async () => {
    expect((await imgpeek(['--version', 'now'])).stdout).toBe((await imgpeek(['--version'])).stdout)
  })
})

describe('help', () => {
  it('lists the commands', async () => {
    const { code, stdout } = await imgpeek(['help'])
    expect(code).toBe(0)
    for (const command of ['inspect', 'cache', 'autocomplete', 'help'])
      expect(stdout).toMatch(new RegExp(`^  ${command} `, 'm'))
  })

  it.each([[['inspect']], [['cache', 'info']], [['cache', 'prune']]])('of %j has examples', async (command) => {
    const { code, stdout } = await imgpeek([...command, '--help'])
    expect(code).toBe(0)
    expect(stdout).toMatch(new RegExp(`EXAMPLES\\n[^]*\\$ imgpeek ${command.join(' ')}`))
  })

  it('has a flag for every limit', async () => {
    const { LIMITS } = await import('../../src/limits.ts')
    const { stdout } = await imgpeek(['inspect', '--help'])
    for (const { flag } of Object.values(LIMITS)) expect(stdout).toContain(`--${flag}=NUMBER`)
  })
})

describe('a wrong command line', () => {
  it.each([
    [['inspekt', 'alpine'], 'did you mean “imgpeek inspect”?'],
    [['alpine:3.20'], 'is not an imgpeek command'],
    [['inspect'], 'The argument IMAGE is missing'],
    [['inspect', 'a', 'b'], 'Unexpected argument: b'],
    [['inspect', '--colour', 'a'], 'Nonexistent flag: --colour'],
    [['inspect', 'a', '--section', 'everything'], 'Expected --section=everything to be one of: summary, size'],
    [['inspect', 'a', '--json', '--section', 'size'], '--section=size cannot also be provided when using --json'],
    [['inspect', 'a', '--username', 'me'], '--password-stdin'],
    [['inspect', 'a', '--max-layers', 'many'], '--max-layers: “many” is no size'],
    [['cache', 'prune', '--max-size', '20apples'], '--max-size: “20apples” is no size'],
  ])('%j ends with 2 and one sentence on standard error', async (args, sentence) => {
    const { code, stdout, stderr } = await imgpeek(args)
    expect(stderr).toContain(sentence)
    expect(stderr).toMatch(/^imgpeek: [^\n]+\n$/)
    expect([code, stdout]).toEqual([2, ''])
  })

  it('shows a stack where DEBUG asks for it', async () => {
    expect((await imgpeek(['inspekt'], { env: { DEBUG: 'imgpeek*' } })).stderr).toMatch(/\n +at /)
  })
})
