import { describe, expect, it } from 'vitest'
import { complaintAbout } from '../../commands/support/command-not-found.ts'

const COMMANDS = ['inspect', 'cache:info', 'cache:prune', 'help', 'autocomplete']

describe('a command that does not exist', () => {
  it.each([
    [['inspekt', 'alpine', '3.20'], 'inspect'],
    [['inspetc'], 'inspect'],
    [['hepl'], 'help'],
    [['cache', 'prun'], 'cache prune'],
    [['cahce', 'info'], 'cache info'],
  ])('%j gets a suggestion', (words, meant) => {
    expect(complaintAbout(words, COMMANDS)).toContain(`did you mean “imgpeek ${meant}”?`)
  })

  it('gets no suggestion that is far from it, but the command that an image is looked into with', () => {
    const text = complaintAbout(['alpine', '3.20'], COMMANDS)
    expect(text).not.toContain('did you mean')
    expect(text).toContain('imgpeek inspect IMAGE')
  })
})
