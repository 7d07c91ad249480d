/** The name under which references and credentials know Docker Hub. */
export const DOCKER_HUB = 'docker.io'

/** The host that serves a registry's API. Docker Hub's is not the one that its references name. */
export function apiHost(registry: string): string {
  return registry === DOCKER_HUB ? 'registry-1.docker.io' : registry
}

/**
 * Whether a host is this machine: `localhost` and names below it (RFC 6761, section 6.3), 127.0.0.0/8 or ::1. Takes
 * `URL.hostname`, which has every spelling of an IPv4 address in dotted decimals and an IPv6 address in brackets.
 */
export function isLoopback(hostname: string): boolean {
  return (
    hostname === 'localhost' ||
    hostname.endsWith('.localhost') ||
    hostname === '[::1]' ||
    /^127\.\d{1,3}\.\d{1,3}\.\d{1,3}$/.test(hostname)
  )
}
