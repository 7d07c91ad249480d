import type { WasteRule } from '../rule.ts'

/** Files that a COPY or ADD brings and a later layer removes. */
export const copiedThenRemoved: WasteRule = {
  name: 'copied-then-removed',
  title: 'copied, then removed',
  claim: ({ shadow, bytes }, author) => (shadow?.replacement === null && author.kind === 'copy' ? bytes : 0),
  advice: ({ author, shadower }) =>
    `In ${author.label}: leave out what ${shadower!.label} removes (.dockerignore), or bind it to the one step that needs it ` +
    '(`RUN --mount=type=bind`). What is removed can still be read from the layer.',
}
