import { VERDICTS, type Verdict } from '../../report/fit-document.ts'
import type { RowGroup } from './row.ts'

/** Whether an app would start on the images; nothing where no app is asked about. */
export const appRows: RowGroup = {
  group: 'app',
  rows: [
    {
      name: 'fit',
      label: 'Verdict',
      kind: 'verdict',
      better: 'more',
      optional: true,
      amount: (value) => VERDICTS.length - VERDICTS.indexOf(value as Verdict),
      value: ({ fit }) => fit?.verdict ?? null,
    },
    {
      name: 'fitAddBytes',
      label: 'To be added',
      kind: 'bytes',
      better: 'less',
      optional: true,
      value: ({ fit }) => (fit === null || fit.verdict === 'does-not-fit' ? null : fit.size.addBytes),
    },
    {
      name: 'fitContentBytes',
      label: 'With the app',
      kind: 'bytes',
      better: 'less',
      optional: true,
      value: ({ fit }) => (fit === null || fit.verdict === 'does-not-fit' ? null : fit.size.contentBytes),
    },
  ],
}
