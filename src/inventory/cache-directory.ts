import { homedir } from 'node:os'
import { join } from 'node:path'

/** Where inventories are kept: `$XDG_CACHE_HOME/imgpeek`, else the platform's usual place (XDG Base Directory Specification). */
export function cacheDirectory(env: Readonly<Record<string, string | undefined>>): string {
  // the specification: a relative path is invalid and to be ignored
  if (env.XDG_CACHE_HOME?.startsWith('/') || (env.XDG_CACHE_HOME && process.platform === 'win32')) {
    return join(env.XDG_CACHE_HOME, 'imgpeek')
  }
  if (process.platform === 'win32' && env.LOCALAPPDATA) return join(env.LOCALAPPDATA, 'imgpeek', 'Cache')
  return join(env.HOME || homedir(), '.cache', 'imgpeek')
}
