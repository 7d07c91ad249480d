import { markdownTable } from 'markdown-table'
import { nameOf } from '../rootfs/path.ts'
import { markdownSentence } from './gate/markdown-sentence.ts'
import { leftOutText } from './left-out.ts'
import { codeSpan } from './markdown-text.ts'
import { baseText, containerName, nodeTexts, oneBaseTexts, podName, pullTexts } from './pod/pod-text.ts'
import type { ContainerSection, PodDocument, PodSection } from './pod-document.ts'
import { formatBytes } from './quantity.ts'
import { onOneLine } from './terminal-text.ts'

/** Pods as GitHub Flavored Markdown: for each a table of its containers, what is shared, and how to look into them. */
export function renderPodMarkdown(document: PodDocument): string {
  const { pods, notes, leftOut } = document
  const parts = [
    ...pods.flatMap((pod) => podParts(pod, document)),
    ...(pods.length < 2 ? [] : ['### All on one node', nodeTexts(document).join(' ')]),
    ...notes.map(markdownSentence),
    ...leftOut.map(({ label, reason }) => `${leftOutText({ label: codeSpan(label), reason })}.`),
  ]
  return `${parts.join('\n\n')}\n`
}

function podParts(pod: PodSection, document: PodDocument): string[] {
  const debug = pod.containers.flatMap((container) =>
    container.debug === null ? [] : onOneLine(container.debug.command),
  )
  const oneBase = oneBaseTexts(pod, document).join(' ')
  return [
    `### ${codeSpan(podName(pod))}`,
    pullTexts(pod).join(' '),
    containerTable(pod, document),
    ...(oneBase === '' ? [] : [`One base for all: ${markdownSentence(oneBase)}`]),
    ...(debug.length === 0
      ? []
      : [`To look into containers without a shell:\n\n${debug.map(indentedCode).join('\n')}`]),
    ...pod.warnings.map((warning) => `⚠️ ${markdownSentence(warning)}`),
  ]
}

function containerTable({ containers, together }: PodSection, document: PodDocument): string {
  const titles = ['Container', 'Image', 'Pulled', 'Adds', 'Unpacked', 'Base', 'libc', 'Packages', 'User', 'Shells']
  const total = ['**Together**', '', '', bold(together.compressedBytes), bold(together.layerBytes), '', '', '', '', '']
  return markdownTable([titles, ...containers.map((container) => containerRow(container, document)), total], {
    align: ['l', 'l', 'r', 'r', 'r', 'l', 'l', 'r', 'l', 'l'],
    alignDelimiters: false,
  })
}

function containerRow(container: ContainerSection, { images }: PodDocument): string[] {
  const { label, imageIndex, adds, user, runsAsRoot, pullPolicy } = container
  const named = [codeSpan(containerName(container)), codeSpan(label)]
  if (imageIndex === null || adds === null) return [...named, ...Array.from({ length: 8 }, () => '?')]
  const { size, base, libc, packages, posture } = images[imageIndex]!
  return [
    ...named,
    pullPolicy === 'Never' ? 'never' : formatBytes(size.compressedBytes),
    formatBytes(adds.compressedBytes),
    formatBytes(adds.layerBytes),
    codeSpan(baseText(base)),
    libc.family === 'none' ? 'none' : codeSpan([libc.family, libc.version ?? []].flat().join(' ')),
    String(packages.length),
    user === null ? '' : runsAsRoot ? 'root' : codeSpan(user),
    posture.shells.length === 0 ? 'none' : codeSpan(posture.shells.map(nameOf).join(', ')),
  ]
}

function bold(bytes: number): string {
  return `**${formatBytes(bytes)}**`
}

/** Code by indentation (CommonMark 4.4), which nothing in a line can end. */
function indentedCode(line: string): string {
  return `    ${line}`
}
