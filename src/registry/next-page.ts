import type { HttpResponse } from './transport.ts'

/**
 * The query of the next page of a list, which a `Link` header names (RFC 8288); undefined where this was the last. Nothing else of
 * its address is taken: the next page belongs to the same list, whatever name a registry behind a proxy has for itself.
 */
export function nextQuery(response: HttpResponse): string | undefined {
  for (const header of response.headers('link')) {
    for (const [, target = '', parameters = ''] of header.matchAll(/<([^<>]*)>([^<]*)/g)) {
      if (!/;\s*rel\s*=\s*"?next"?\s*(?:[;,]|$)/i.test(parameters) || !URL.canParse(target, response.url.href)) continue
      return new URL(target, response.url.href).search
    }
  }
  return undefined
}
