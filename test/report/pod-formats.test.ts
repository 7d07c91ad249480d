import { stripVTControlCharacters } from 'node:util'
import { beforeAll, describe, expect, it } from 'vitest'
import type { PodDocument } from '../../src/index.ts'
import { renderPodCsv } from '../../src/report/pod-csv.ts'
import { renderPodHtml } from '../../src/report/pod-html.ts'
import { renderPodMarkdown } from '../../src/report/pod-markdown.ts'
import { renderPodPage } from '../../src/report/pod-page.ts'
import { columnsOf } from '../../src/report/terminal-text.ts'
import { layoutOf, podsOf, programLayer, systemLayer } from '../support/pods.ts'
import { temporaryDirectory } from '../support/temporary-directory.ts'

const scratch = temporaryDirectory()
const style = { width: 80, color: false }
/** What a terminal, a table or a page would act on. */
const HOSTILE = '\u001b[31m<script>alert(1)</script>|`|"\'&\u202e'
let document: PodDocument

beforeAll(async () => {
  const program = await programLayer()
  const config = { config: { Entrypoint: ['/hello'] } }
  const debian = systemLayer('debian', 40_000)
  const alpine = { ...systemLayer('alpine', 9000), after: 'CMD ["sh"]' }
  const shell = { files: { ...alpine.files, 'bin/sh': '#!' }, createdBy: alpine.createdBy, after: alpine.after }
  const images = {
    'example.com/team/web:1.0': await layoutOf(scratch, [debian, program], config),
    'example.com/team/proxy:2.3': await layoutOf(
      scratch,
      [debian, program, { files: { x: 'y' }, createdBy: 'COPY x /' }],
      config,
    ),
    'example.com/team/log:3': await layoutOf(scratch, [shell, program], { config: { ...config.config, User: '1000' } }),
  }
  const manifest = `
kind: Deployment
metadata: {name: web, namespace: shop}
spec:
  selector: {matchLabels: {app: web}}
  template:
    spec:
      securityContext: {runAsNonRoot: true}
      initContainers: [{name: setup, image: "example.com/team/web:1.0"}]
      containers:
        - {name: web, image: "example.com/team/web:1.0", securityContext: {runAsUser: 7}}
        - {name: proxy, image: "example.com/team/proxy:2.3"}
        - {name: log, image: "example.com/team/log:3"}
---
kind: Service
---
kind: Pod
metadata: {name: lone}
spec: {containers: [{name: log, image: "example.com/team/log:3", imagePullPolicy: Never}]}
`
  document = await podsOf(manifest, images, scratch)
})

describe('the page', () => {
  it('reads well in 80 columns', async () => {
    await expect(await renderPodPage(document, style)).toMatchFileSnapshot('snapshots/pod.txt')
  })

  it.each([60, 80, 120])('fits %d columns, but for commands that cannot be broken', async (width) => {
    for (const line of (await renderPodPage(document, { ...style, width })).split('\n')) {
      if (!/kubectl|--image|\$\(/.test(line)) expect(columnsOf(line), line).toBeLessThanOrEqual(width)
    }
  })

  it('is the same in colour, but for the colour', async () => {
    const colored = await renderPodPage(document, { ...style, color: true })
    expect(colored).toContain('\u001b[')
    expect(stripVTControlCharacters(colored)).toBe(await renderPodPage(document, style))
  })
})

/** The document, in which all that manifests name is hostile. */
function hostile(): PodDocument {
  const pods = document.pods.map((pod) => ({
    ...pod,
    name: HOSTILE,
    namespace: HOSTILE,
    origin: HOSTILE,
    warnings: [HOSTILE],
    containers: pod.containers.map((container) => ({
      ...container,
      name: HOSTILE,
      image: HOSTILE,
      label: HOSTILE,
      user: HOSTILE,
      runsAsRoot: false,
      debug: { image: HOSTILE, command: HOSTILE },
    })),
    oneBase: { ...pod.oneBase, says: HOSTILE, outcome: 'none' as const, saves: null },
  }))
  const leftOut = [{ label: HOSTILE, reference: HOSTILE, reason: 'broken' as const, message: HOSTILE }]
  return { ...document, pods, notes: [HOSTILE], leftOut }
}

/** Nothing in it is for a terminal to act on. */
function expectHarmless(text: string): void {
  for (const character of ['\u001b', '\u202e']) expect(text).not.toContain(character)
}

describe('what manifests name does no harm', () => {
  it('on a terminal', async () => {
    expectHarmless(await renderPodPage(hostile(), style))
  })

  it('in Markdown', () => {
    const text = renderPodMarkdown(hostile())
    expectHarmless(text)
    // outside of code, by span or by indentation, there is no markup
    const outside = text.replace(/^ {4}.*$/gm, '').replace(/(`+)(?!`)[\s\S]*?[^`]\1(?!`)/g, '')
    expect(outside).not.toMatch(/(?<!\\)<script/)
    const rows = text.split('\n').filter((line) => line.startsWith('| '))
    expect(new Set(rows.map((row) => row.split('|').length)).size).toBe(1)
  })

  it('in HTML', () => {
    const page = renderPodHtml(hostile())
    expectHarmless(page)
    expect(page).not.toMatch(/<script|alert\(1\)</)
    expect(page).toContain('&#60;script&#62;')
  })

  it('in CSV', () => {
    expectHarmless(renderPodCsv(hostile()))
  })
})

describe('other reports', () => {
  it('have each container', () => {
    const records = renderPodCsv(document).split('\r\n')
    expect(records).toHaveLength(1 + 5 + 1)
    expect(new Set(records.slice(0, 1).map((record) => record.split(',').length))).toEqual(new Set([26]))
    const markdown = renderPodMarkdown(document)
    const page = renderPodHtml(document)
    for (const name of ['init setup', 'web', 'proxy', 'log']) {
      expect(markdown).toContain(`| \`${name}\` | `)
      expect(page).toContain(`<tr><td>${name}<td>`)
    }
  })

  it('say the same of what is pulled', async () => {
    const [said] = /A fresh node pulls [^:]+: 3 images for 4 containers\./.exec(
      await renderPodPage(document, { ...style, width: 200 }),
    )!
    expect(renderPodMarkdown(document)).toContain(said)
    expect(renderPodHtml(document)).toContain(said)
  })
})
