import { spawnSync } from 'node:child_process'
import { mkdtempSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { readManifests, UnavailableError, UsageError } from '../../src/index.ts'
import { needProgram } from '../support/programs.ts'
import { temporaryDirectory } from '../support/temporary-directory.ts'

const scratch = temporaryDirectory()

const DEPLOYMENT = `
apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec:
      containers: [{name: web, image: "example.com/web:1"}]
`
const KUSTOMIZATION = `
resources: [deployment.yaml]
namePrefix: prod-
images: [{name: example.com/web, newTag: "2"}]
configMapGenerator: [{name: settings, literals: [a=b]}]
`

/** A directory with these files. */
function directory(files: Readonly<Record<string, string>>): string {
  const path = mkdtempSync(join(scratch, 'manifests-'))
  for (const [name, text] of Object.entries(files)) writeFileSync(join(path, name), text)
  return path
}

async function* nothing(): AsyncGenerator<Uint8Array> {}
async function* input(text: string): AsyncGenerator<Uint8Array> {
  const bytes = Buffer.from(text)
  const piece = Math.max(7, bytes.length / 10)
  for (let start = 0; start < bytes.length; start += piece) yield bytes.subarray(start, start + piece)
}

describe('manifests', () => {
  test('that kustomize renders are read from standard input', async (context) => {
    needProgram(context, 'kubectl')
    const path = directory({ 'deployment.yaml': DEPLOYMENT, 'kustomization.yaml': KUSTOMIZATION })
    const { stdout, stderr } = spawnSync('kubectl', ['kustomize', path], { encoding: 'utf8' })
    const { workloads, notes } = await readManifests(['-'], input(stdout))
    expect(workloads, stderr).toMatchObject([
      { name: 'prod-web', containers: [{ reference: 'example.com/web:2' }], pod: { by: 'labels', labels: 'app=web' } },
    ])
    expect(notes).toEqual(['Without pods: 1 ConfigMap.'])
  })

  test('are read from files and from what lies in directories, each once', async () => {
    const path = directory({ 'b.yaml': DEPLOYMENT, 'a.yml': DEPLOYMENT, 'c.json': '{"kind": "Service"}', 'd.txt': 'x' })
    const { workloads, notes } = await readManifests([path, path, join(path, 'b.yaml')], nothing())
    expect(workloads.map(({ origin }) => origin)).toEqual(
      ['a.yml', 'b.yaml', 'b.yaml'].map((file) => `${join(path, file)}:2:1`),
    )
    expect(notes).toEqual(['Without pods: 1 Service.'])
  })

  test.each([
    ['-', '', 'Standard input is empty; a manifest is expected there.'],
    ['-', 'kind: Service\n---\nkind: Service', 'There are no pods with images in -. Without pods: 2 Service.'],
    ['-', `a: ${'x'.repeat(33 * 1024 * 1024)}`, 'Standard input is larger than 33554432 bytes: it is no manifest.'],
  ])('from %s that have none are refused', async (name, text, message) => {
    await expect(readManifests([name], input(text))).rejects.toThrow(new UsageError(message))
  })

  test('that would have to be made first are refused, with what makes them', async () => {
    await expect(readManifests([directory({ 'kustomization.yaml': KUSTOMIZATION })], nothing())).rejects.toThrow(
      /holds a kustomization; render it first, as in kubectl kustomize DIR/,
    )
    await expect(readManifests([directory({ 'Chart.yaml': 'name: x' })], nothing())).rejects.toThrow(
      /holds a chart of Helm/,
    )
    await expect(readManifests([directory({})], nothing())).rejects.toThrow(/holds no manifest/)
  })

  test('that are not there are said to be so', async () => {
    await expect(readManifests([join(scratch, 'no.yaml')], nothing())).rejects.toThrow(UnavailableError)
  })
})
