import { messageOf } from '../errors.ts'
import { formatPlatform, matchRank, normalizePlatform, parsePlatform } from '../oci/platform.ts'
import type { Budget } from './budget.ts'

/**
 * The platforms that must exist, each of which is gated. It stands beside the other budgets in a configuration, because it says
 * what is gated as well.
 */
export const PLATFORMS: Budget = {
  key: 'platforms',
  title: 'Platform',
  description: 'Platforms that the image must have, as OS/ARCHITECTURE[/VARIANT]; all of them are gated.',
  shape: 'patterns',
  unit: null,
  worse: 'more',
  needs: 'manifest',
  flag: 'platform',
  refuse({ subject }) {
    try {
      parsePlatform(subject ?? '')
      return undefined
    } catch (error) {
      return messageOf(error).replace(/\.$/, '')
    }
  },
  judge({ subject }, { reference, platforms }) {
    const wanted = parsePlatform(subject ?? '')
    const holds = platforms.some((offered) => matchRank(offered, wanted) !== undefined)
    const offer = [...new Set(platforms.map((offered) => formatPlatform(normalizePlatform(offered))))].sort().join(', ')
    const message = holds
      ? `${reference} has an image for ${subject}.`
      : `${reference} has no image for ${subject}; it has ${offer || 'none with a platform'}.`
    return { holds, actual: null, limit: null, baseline: null, message, offenders: [] }
  },
}
