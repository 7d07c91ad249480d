/** Where CI services say which commit they build. */
const VARIABLES = [
  'CI_COMMIT_SHA', // GitLab, Woodpecker
  'GITHUB_SHA', // GitHub, Gitea, Forgejo
  'CIRCLE_SHA1',
  'BUILDKITE_COMMIT',
  'BITBUCKET_COMMIT',
  'DRONE_COMMIT_SHA',
  'TRAVIS_COMMIT',
  'APPVEYOR_REPO_COMMIT',
  'SEMAPHORE_GIT_SHA',
  'BUILD_SOURCEVERSION', // Azure Pipelines
  'GIT_COMMIT', // Jenkins
]

/** The commit that a CI service builds; null where no service says so. */
export function commitOfCi(env: Readonly<Record<string, string | undefined>>): string | null {
  const commits = VARIABLES.map((name) => env[name]?.trim() ?? '')
  // other programs have variables of such names, too
  return commits.find((commit) => /^[0-9a-f]{7,64}$/i.test(commit)) ?? null
}
