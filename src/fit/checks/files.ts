import type { Check, Finding } from './check.ts'

/** Whether all files of the app can be copied, and those that are named beside it: by the command and by `--also`. */
export const filesCheck: Check = {
  name: 'files',
  need: 'start',

  examine({ app, tree, config, refused }) {
    const findings: Finding[] = refused.map(({ path }) => ({
      outcome: 'impossible',
      says: `${path} cannot be copied: where it belongs, the base has something else than a directory, or a directory.`,
    }))
    for (const { as, says, path } of app.starts) {
      if (as !== 'argument' || path === null || tree.resolve(path)?.type === 'file') continue
      const sentence = `The command names ${says}, which the base does not have.`
      findings.push({ outcome: 'add', says: sentence, remedy: { kind: 'bring', paths: [path] } })
    }
    for (const { path } of app.also) {
      if (tree.resolve(path) !== undefined) continue
      findings.push({ outcome: 'add', says: `--also names ${path}.`, remedy: { kind: 'bring', paths: [path] } })
    }
    // a working directory that is not there, engines make
    if (app.starts.length === 0 && app.also.length === 0) {
      const what = config.entrypoint.length + config.cmd.length === 0 ? 'there is no command, and ' : ''
      findings.push({ outcome: 'unknown', says: `Nothing is started: ${what}the app has no program.` })
    }
    return findings
  },
}
