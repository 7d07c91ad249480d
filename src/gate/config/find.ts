import { readdir } from 'node:fs/promises'
import { dirname, join, relative, resolve } from 'node:path'
import { UsageError } from '../../errors.ts'
import { readBoundedText } from '../../yaml/bounded-text.ts'

/** Files that are a configuration by their name. */
const NAMES = ['.imgpeek.yaml', '.imgpeek.yml', '.imgpeek.json']

/** Holds a configuration where it has the key `PACKAGE_KEY`. */
export const PACKAGE_FILE = 'package.json'

/** The key of package.json that is a configuration. */
export const PACKAGE_KEY = 'imgpeek'

/**
 * Looks for a configuration in a directory and those above it, as far as the root. The path is relative to `directory`; null where
 * there is none.
 * @throws {UsageError} when a directory has several; {UnavailableError} when a package.json cannot be read
 */
export async function findConfig(directory: string): Promise<string | null> {
  for (let at = resolve(directory); ; at = dirname(at)) {
    const found = await configsIn(at)
    if (found.length > 1) {
      throw new UsageError(
        `${at} has several configurations, ${found.join(' and ')}; keep one, or name it with --config.`,
      )
    }
    if (found[0] !== undefined) return relative(directory, join(at, found[0]))
    if (at === dirname(at)) return null
  }
}

async function configsIn(directory: string): Promise<string[]> {
  // a directory above that may not be listed has nothing for us
  const entries = new Set(await readdir(directory).catch(() => []))
  const found = NAMES.filter((name) => entries.has(name))
  if (entries.has(PACKAGE_FILE) && (await isConfig(join(directory, PACKAGE_FILE)))) found.push(PACKAGE_FILE)
  return found
}

/** Most package.json files are none, and are not looked at any closer. */
async function isConfig(path: string): Promise<boolean> {
  const text = await readBoundedText(path, PACKAGE_FILE)
  if (!text.includes(`"${PACKAGE_KEY}"`)) return false
  const { YamlText } = await import('../../yaml/yaml-text.ts')
  const content = YamlText.parse(text, path, PACKAGE_FILE).content()
  return Object.hasOwn(Object(content), PACKAGE_KEY)
}
