// A process that appends to a history over and over: `runs-writer.ts FILE NUMBER TIMES`.
import { appendRuns } from '../../../src/gate/trend/append-runs.ts'
import { runAt } from '../../support/trend-of.ts'

const [file, number, times] = process.argv.slice(2)
for (let time = 0; time < Number(times); time++) {
  await appendRuns(file!, [{ ...runAt('2026-01-01', {}), commit: `${number}-${time}` }])
}
