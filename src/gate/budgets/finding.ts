import type { Offender } from '../../report/gate-document.ts'
import type { Finding } from '../budget.ts'
import { largestOffenders } from '../offenders.ts'

/** What a rule found that is not about a number. `message` is one sentence; of the offenders the largest are taken. */
export function plainFinding(holds: boolean, message: string, offenders: readonly Offender[] = []): Finding {
  return { holds, actual: null, limit: null, baseline: null, message, offenders: largestOffenders(offenders) }
}
