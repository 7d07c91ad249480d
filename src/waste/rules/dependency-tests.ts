import { leftBehind } from '../left-behind.ts'

const TEST_DIRECTORY = /\/(?:tests?|__tests__|spec)\//i
const IS_TEST_DIRECTORY = /^(?:tests?|__tests__)$/i
const IS_GEM_TEST_DIRECTORY = /^(?:tests?|spec)$/i

/** Tests that packages of languages bring along. */
export const dependencyTests = leftBehind({
  name: 'dependency-tests',
  title: 'tests of dependencies',
  directories: { test: (path) => TEST_DIRECTORY.test(path) && isTestOfDependency(path.split('/')) },
  run: 'remove the directories in the same RUN, if nothing imports them',
  copy: 'install dependencies in a stage of its own and copy them without the directories',
})

/** Whether a test folder stands below a package. The package itself may be called `test`. */
function isTestOfDependency(parts: readonly string[]): boolean {
  let packagePart = -1 // where in the path the package's own directory is
  let isGem = false
  for (let at = 0; at < parts.length - 1; at++) {
    const part = parts[at]!
    if (part === 'node_modules') packagePart = at + (parts[at + 1]?.startsWith('@') ? 2 : 1)
    else if (/^(?:site|dist)-packages$/.test(part)) packagePart = at + 1
    else if (/^python\d/.test(part) && parts[at - 1] === 'lib')
      packagePart = at // its own tests are in `test`
    else if (part === 'gems' || part === 'vendor') {
      isGem = part === 'gems'
      packagePart = at + (isGem ? 1 : 2) // in PHP's vendor directory packages stand below their makers
    } else if (packagePart >= 0 && at > packagePart && (isGem ? IS_GEM_TEST_DIRECTORY : IS_TEST_DIRECTORY).test(part)) {
      return true
    }
  }
  return false
}
