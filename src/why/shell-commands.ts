/** Words that a shell takes as its own before a command, and commands whose arguments are one (POSIX, "Shell Grammar"). */
const BEFORE_COMMAND = new Set([
  'exec',
  'if',
  'then',
  'else',
  'elif',
  'while',
  'until',
  'do',
  '!',
  '{',
  'time',
  'command',
])
/** What every shell does itself, though there may be a program of the name, too. */
const BUILT_IN = new Set(['[', 'echo', 'false', 'kill', 'printf', 'pwd', 'test', 'true', 'umask'])
/** An assignment that holds for one command. */
const ASSIGNMENT = /^[A-Za-z_]\w*=/
/** A word with nothing in it that the shell would work out first. */
const PLAIN_WORD = /^[\w./+@:%,-]+$/

/**
 * The words that the commands of a shell's command line begin with, each once, in their order: `cd` and `node` of
 * `cd /app && exec node server.js`. Left out are words with quotes, variables or patterns in them, because what they stand for is
 * not known before the shell runs, and programs that shells have in themselves (`echo`).
 */
export function programsOf(commandLine: string): string[] {
  const programs = commandsOf(commandLine).flatMap((command) => {
    const words = command.split(/\s+/).filter((word) => word !== '')
    const first = words.find((word) => !BEFORE_COMMAND.has(word) && !ASSIGNMENT.test(word))
    return first !== undefined && PLAIN_WORD.test(first) && !BUILT_IN.has(first) ? [first] : []
  })
  return [...new Set(programs)]
}

/** Whether a shell takes a word as its own where a command stands, and starts no program for it. */
export function isShellsOwn(word: string): boolean {
  return BEFORE_COMMAND.has(word) || BUILT_IN.has(word)
}

/** The line cut where one command ends and another begins, but not inside of quotes. */
function commandsOf(line: string): string[] {
  const commands: string[] = []
  let command = ''
  let quote = ''
  for (let at = 0; at < line.length; at++) {
    const character = line[at]!
    if (character === '\\' && quote !== "'") {
      command += character + (line[++at] ?? '')
    } else if (quote !== '') {
      if (character === quote) quote = ''
      command += character
    } else if (/[;&|\n()]/.test(character)) {
      // `>&2` and `2>&1` are no ends
      if (character === '&' && /[<>]$/.test(command)) command += character
      else {
        commands.push(command)
        command = ''
      }
    } else {
      if (character === '"' || character === "'") quote = character
      command += character
    }
  }
  return [...commands, command]
}
