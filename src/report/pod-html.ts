import { nameOf } from '../rootfs/path.ts'
import { leftOutText } from './left-out.ts'
import { baseText, containerName, nodeTexts, oneBaseTexts, podName, pullTexts } from './pod/pod-text.ts'
import type { ContainerSection, PodDocument, PodSection } from './pod-document.ts'
import { formatBytes, formatCount } from './quantity.ts'
import { onOneLine } from './terminal-text.ts'

/** Markup that is safe to stand in the page. */
class Html {
  readonly text: string

  constructor(text: string) {
    this.text = text
  }
}

type Content = Html | string | number | readonly Content[]

/** Makes markup of a template; what is put into it is text, but for what was made here before. */
function html(parts: TemplateStringsArray, ...contents: readonly Content[]): Html {
  return new Html(parts.map((part, index) => part + (index < contents.length ? markup(contents[index]!) : '')).join(''))
}

function markup(content: Content): string {
  if (content instanceof Html) return content.text
  if (typeof content === 'object') return content.map(markup).join('\n')
  return onOneLine(String(content)).replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`)
}

const STYLE = `
:root { color-scheme: light dark; font: 15px/1.5 system-ui, sans-serif; }
body { max-width: 70rem; margin: 2rem auto; padding: 0 1rem; }
section { margin: 2.5rem 0; }
h2 { margin-bottom: .25rem; } h2 small { font-weight: normal; opacity: .6; }
table { border-collapse: collapse; margin: 1rem 0; }
th, td { padding: .2rem .8rem .2rem 0; text-align: left; vertical-align: top; }
th { font-weight: normal; opacity: .6; } .n { text-align: right; font-variant-numeric: tabular-nums; }
tr.sum td { border-top: 1px solid; font-weight: bold; }
pre { overflow-x: auto; padding: .6rem; border: 1px solid #8886; border-radius: .3rem; }
.warn { color: #b60; }
`

/** Pods as one HTML file that needs no network and runs no script. */
export function renderPodHtml(document: PodDocument): string {
  const { pods, notes, leftOut } = document
  const page = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>imgpeek pod</title>
<style>${new Html(STYLE)}</style>
</head>
<body>
<h1>What nodes pull</h1>
${pods.map((pod) => podSection(pod, document))}
${pods.length < 2 ? [] : nodeSection(document)}
${notes.map((note) => html`<p>${note}</p>`)}
${leftOut.map((image) => html`<p class="warn">${leftOutText(image)}.</p>`)}
</body>
</html>
`
  return page.text
}

function podSection(pod: PodSection, document: PodDocument): Html {
  const like = pod.count > 1 ? `, and ${formatCount(pod.count - 1)} like it` : ''
  const debug = pod.containers.flatMap((container) => container.debug ?? [])
  const oneBase = oneBaseTexts(pod, document).join(' ')
  return html`<section>
<h2>${podName(pod)}${like} <small>${pod.origin}</small></h2>
<p>${pullTexts(pod).join(' ')}</p>
${containerTable(pod, document)}
${sharedTable(pod)}
${oneBase === '' ? [] : html`<p>One base for all: ${oneBase}</p>`}
${debug.length === 0 ? [] : html`<p>To look into containers without a shell:</p>`}
${debug.map(({ command }) => html`<pre>${command}</pre>`)}
${pod.warnings.map((warning) => html`<p class="warn">${warning}</p>`)}
</section>`
}

function containerTable({ containers, together }: PodSection, document: PodDocument): Html {
  return html`<table>
<tr><th>Container<th>Image<th class="n">Pulled<th class="n">Adds<th class="n">Unpacked<th>Base<th>libc<th class="n">Packages<th>User<th>Shells</tr>
${containers.map((container) => containerRow(container, document))}
<tr class="sum"><td>Together<td><td><td class="n">${formatBytes(together.compressedBytes)}<td class="n">${formatBytes(together.layerBytes)}<td><td><td><td><td></tr>
</table>`
}

function containerRow(container: ContainerSection, { images }: PodDocument): Html {
  const { image, imageIndex, adds, user, runsAsRoot, pullPolicy } = container
  if (imageIndex === null || adds === null) {
    return html`<tr><td>${containerName(container)}<td>${image}<td class="warn" colspan="8">left out</tr>`
  }
  const { size, base, libc, packages, posture } = images[imageIndex]!
  const pulled = pullPolicy === 'Never' ? 'never' : formatBytes(size.compressedBytes)
  const bytes = [pulled, formatBytes(adds.compressedBytes), formatBytes(adds.layerBytes)]
  return html`<tr><td>${containerName(container)}<td>${image}${bytes.map((text) => html`<td class="n">${text}`)}<td>${baseText(base)}<td>${[libc.family, libc.version ?? []].flat().join(' ')}<td class="n">${packages.length}<td>${user === null ? '' : runsAsRoot ? html`<span class="warn">root</span>` : user}<td>${posture.shells.map(nameOf).join(', ') || 'none'}</tr>`
}

function sharedTable({ shared, containers }: PodSection): Content {
  if (shared.length === 0) return []
  const labels = new Map(containers.map(({ imageIndex, label }) => [imageIndex, label]))
  const rows = shared.map(({ digest, compressedBytes, images }) => {
    const having = images.map((image) => labels.get(image) ?? '').join(', ')
    return html`<tr><td class="n">${formatBytes(compressedBytes)}<td>${digest}<td>${having}</tr>`
  })
  return html`<table>
<tr><th class="n">Pulled<th>Layer in common<th>Images</tr>
${rows}
</table>`
}

function nodeSection(document: PodDocument): Html {
  return html`<section>
<h2>All on one node</h2>
<p>${nodeTexts(document).join(' ')}</p>
</section>`
}
