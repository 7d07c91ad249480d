/**
 * The paths of a `RECORD` (packaging.python.org/specifications/recording-installed-packages): CSV, the path first, relative to the
 * directory that holds the `.dist-info`, or absolute. Compiled bytecode is left out: it belongs to the module beside it, listed
 * or not.
 */
export function parseRecord(text: string): string[] {
  return text.split('\n').flatMap((line) => {
    const path = firstField(line.trimEnd())
    return path === '' || isBytecode(path) ? [] : path
  })
}

/** The paths of `installed-files.txt`, `SOURCES.txt` or `top_level.txt` of an egg: one a line. */
export function parseLines(text: string): string[] {
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !isBytecode(line))
}

function firstField(line: string): string {
  if (!line.startsWith('"')) return line.split(',', 1)[0]!
  const [, quoted = ''] = /^"([^"]*(?:""[^"]*)*)"/.exec(line) ?? []
  return quoted.replaceAll('""', '"')
}

function isBytecode(path: string): boolean {
  return path.endsWith('.pyc') && path.includes('__pycache__/')
}
