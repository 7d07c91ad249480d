// Node.js 12.20 must be able to run this file; test/cli/old-node.test.ts holds it to that.

/**
 * What to tell someone whose Node.js is too old, as one sentence; null when it is not.
 *
 * @param {string} running the running version, as `process.version` gives it
 * @param {string} range package.json's `engines.node`, of the form `>=22.19.0`
 * @returns {string | null}
 */
export function complaintAboutNode(running, range) {
  const has = numbersOf(running)
  const needs = numbersOf(range)
  for (let i = 0; i < 3; i++) {
    if (has[i] > needs[i]) return null
    if (has[i] < needs[i]) {
      return (
        `imgpeek needs Node.js ${needs[0]}.${needs[1]} or newer, and this is Node.js ${has.join('.')}: ` +
        'install a current one from https://nodejs.org or with your version manager.'
      )
    }
  }
  return null
}

function numbersOf(text) {
  return /(\d+)\.(\d+)\.(\d+)/.exec(text).slice(1).map(Number)
}
