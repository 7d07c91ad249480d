import { UsageError } from '../errors.ts'
import { isLoopback } from './hosts.ts'

/** The proxies that an environment asks for, in undici's words. */
export interface ProxySettings {
  readonly httpProxy: string
  readonly httpsProxy: string
  readonly noProxy: string
}

/** Reads `HTTP_PROXY`, `HTTPS_PROXY` and `NO_PROXY`. The lower-case name wins, as in curl; an empty value is no proxy. */
export function proxySettings(env: Readonly<Record<string, string | undefined>>): ProxySettings {
  return {
    httpProxy: proxyUrl(env, 'HTTP_PROXY'),
    httpsProxy: proxyUrl(env, 'HTTPS_PROXY'),
    noProxy: (env.no_proxy ?? env.NO_PROXY ?? '').trim(),
  }
}

/**
 * Whether a request may have to go through a proxy at all; `NO_PROXY` is undici's to judge. This machine is never reached
 * through a proxy, as in Go's `http.ProxyFromEnvironment`, whose rules Docker's users know.
 */
export function mayNeedProxy(url: URL, settings: ProxySettings): boolean {
  if (isLoopback(url.hostname)) return false
  return (url.protocol === 'https:' ? settings.httpsProxy : settings.httpProxy) !== ''
}

function proxyUrl(env: Readonly<Record<string, string | undefined>>, name: string): string {
  const value = (env[name.toLowerCase()] ?? env[name] ?? '').trim()
  if (value === '') return ''
  const url = /^[a-z][a-z0-9+.-]*:\/\//i.test(value) ? value : `http://${value}`
  if (!URL.canParse(url) || !/^https?:/i.test(url)) {
    // Not said on: a password may stand in it.
    throw new UsageError(`The environment variable ${name} does not hold the URL of an HTTP proxy.`)
  }
  return url
}
