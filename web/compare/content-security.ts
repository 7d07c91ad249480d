import { createHash } from 'node:crypto'
import type { Plugin } from 'vite'

/** Lets the page run its own script and style, known by their hashes, and nothing else: no network, no frame, no form. */
export function contentSecurity(): Plugin {
  return {
    name: 'content-security',
    enforce: 'post',
    generateBundle: {
      order: 'post',
      handler(_options, bundle) {
        for (const asset of Object.values(bundle)) {
          if (asset.type !== 'asset' || !asset.fileName.endsWith('.html')) continue
          asset.source = withPolicy(String(asset.source))
        }
      },
    },
  }
}

function withPolicy(html: string): string {
  const policy = [
    "default-src 'none'",
    `script-src ${hashes(html, /<script type="module"[^>]*>(.*?)<\/script>/gs)}`,
    `style-src ${hashes(html, /<style[^>]*>(.*?)<\/style>/gs)}`,
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ')
  const meta = `<meta http-equiv="Content-Security-Policy" content="${policy}">`
  return html.replace('<meta charset="utf-8">', (charset) => `${charset}\n    ${meta}`)
}

/** Content Security Policy 3, section 2.3.1: `'sha256-…'` of each element's text. */
function hashes(html: string, elements: RegExp): string {
  const sources = Array.from(html.matchAll(elements), ([, text]) => `'sha256-${sha256(text!)}'`)
  if (sources.length === 0) throw new Error(`The page has no ${elements.source}.`)
  return sources.join(' ')
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('base64')
}
