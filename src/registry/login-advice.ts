import type { CredentialLookup } from './credentials.ts'
import { DOCKER_HUB } from './hosts.ts'

/** What a user can do about a registry's refusal, to be put behind a semicolon. */
export function loginAdvice(registry: string, { credentials, problems }: CredentialLookup): string {
  const server = registry === DOCKER_HUB ? '' : ` ${registry}`
  const login = `log in with "docker login${server}", or give --username and --password-stdin.`
  const advice = credentials === null ? login : `check the login from ${credentials.origin}: ${login}`
  return [advice, ...problems].join(' ')
}
