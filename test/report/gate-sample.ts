import type { BudgetResult, GateDocument, GatedSection, Offender } from '../../src/report/gate-document.ts'
import type { GrowthCause, GrowthSection } from '../../src/report/growth-section.ts'

/** A rule that passes, but for what is given. */
export function sampleResult(fields: Partial<BudgetResult> = {}): BudgetResult {
  return {
    budget: 'layerCount',
    title: 'Layers',
    subject: null,
    outcome: 'pass',
    level: 'error',
    unit: 'count',
    actual: 9,
    limit: 12,
    baseline: null,
    message: '9 layers, at most 12 are allowed',
    offenders: [],
    reason: null,
    expires: null,
    expired: false,
    origin: '.imgpeek.yaml:7:3',
    ...fields,
  }
}

/** Something to blame of which nothing is known, but for what is given. */
export function sampleOffender(fields: Partial<Offender> = {}): Offender {
  return { path: null, package: null, layer: null, instruction: null, bytes: null, detail: null, ...fields }
}

/** A package that grew, but for what is given. */
export function sampleCause(fields: Partial<GrowthCause> = {}): GrowthCause {
  return {
    kind: 'package',
    change: 'grown',
    package: 'npm:sharp',
    versions: { before: '0.33.5', after: '0.34.1' },
    path: '/app/node_modules/@img/sharp-libvips-linux-x64',
    bytes: 9_800_000,
    layer: 5,
    instruction: 'RUN npm ci --omit=dev',
    origin: 'own',
    ...fields,
  }
}

export const SAMPLE_GROWTH: GrowthSection = {
  compressedBytes: 4_400_000,
  contentBytes: 12_100_000,
  layerBytes: 12_300_000,
  files: 120,
  split: {
    base: { compressedBytes: 12_000, contentBytes: 41_000 },
    own: { compressedBytes: 4_388_000, contentBytes: 12_059_000 },
  },
  evidence: 'the lowest 4 layers are those of node:22-alpine',
  causes: [
    sampleCause(),
    sampleCause({
      kind: 'path',
      package: null,
      versions: null,
      change: 'added',
      path: '/app/coverage/',
      bytes: 2_700_000,
      layer: 6,
      instruction: 'COPY . /app',
    }),
    sampleCause({
      change: 'added',
      package: 'apk:curl',
      versions: { before: null, after: '8.11.0-r2' },
      path: '/usr/bin',
      bytes: 251_000,
      layer: 4,
      instruction: 'RUN apk add --no-cache curl tini',
    }),
    sampleCause({
      package: 'apk:openssl',
      versions: { before: '3.3.1-r3', after: '3.3.2-r0' },
      path: '/usr/lib',
      bytes: 41_000,
      layer: 0,
      instruction: null,
      origin: 'base',
    }),
    sampleCause({
      change: 'removed',
      package: 'npm:left-pad',
      versions: { before: '1.3.0', after: null },
      path: '/app/node_modules/left-pad',
      bytes: -9_600,
    }),
  ],
  moreCauses: 3,
}

const FAILING: readonly BudgetResult[] = [
  sampleResult({
    budget: 'compressedSize',
    title: 'Compressed size',
    outcome: 'fail',
    unit: 'bytes',
    actual: 63_400_000,
    limit: 60_000_000,
    baseline: 59_000_000,
    message: '63.4 MB compressed, 3.4 MB more than the 60.0 MB that are allowed',
    offenders: [
      sampleOffender({ layer: 5, instruction: 'RUN npm ci --omit=dev', bytes: 21_300_000 }),
      sampleOffender({ layer: 6, instruction: 'COPY . /app', bytes: 4_100_000 }),
    ],
    origin: '.imgpeek.yaml:3:3',
  }),
  sampleResult({
    budget: 'deniedPackages',
    title: 'Denied packages',
    subject: 'apk:curl',
    outcome: 'fail',
    unit: null,
    actual: null,
    limit: null,
    message: 'apk:curl 8.11.0-r2 is installed, and is denied',
    offenders: [
      sampleOffender({
        package: 'apk:curl@8.11.0-r2',
        path: '/usr/bin',
        layer: 4,
        instruction: 'RUN apk add --no-cache curl tini',
        bytes: 251_000,
      }),
    ],
    reason: 'health checks use wget',
    origin: '.imgpeek.yaml:12:7',
  }),
  sampleResult({
    budget: 'contentSize',
    title: 'Content size',
    outcome: 'warn',
    level: 'warn',
    unit: 'bytes',
    actual: 172_100_000,
    limit: 168_000_000,
    baseline: 160_000_000,
    message: '172.1 MB of files, 4.1 MB more than the 168.0 MB that growth of 5 % allows',
    reason: 'until the split',
    expires: '2027-01-31',
    origin: '.imgpeek.yaml:4:3',
  }),
]

const PASSING: readonly BudgetResult[] = [
  sampleResult(),
  sampleResult({
    budget: 'efficiency',
    title: 'Efficiency',
    unit: 'share',
    actual: 0.982,
    limit: 0.95,
    baseline: 0.991,
    message: '98.2 % efficient, at least 95.0 % are asked for',
    origin: '.imgpeek.yaml:8:3',
  }),
  sampleResult({
    budget: 'rootUser',
    title: 'Root user',
    unit: null,
    actual: null,
    limit: null,
    message: 'the image runs as node',
    origin: '.imgpeek.yaml:9:3',
  }),
  sampleResult({
    budget: 'packageSize',
    title: 'Package size',
    subject: 'npm:*',
    unit: 'bytes',
    actual: 48_000_000,
    limit: 50_000_000,
    message: '48.0 MB in packages npm:*, at most 50.0 MB are allowed',
    origin: '.imgpeek.yaml:10:5',
  }),
]

const SKIPPED: readonly BudgetResult[] = [
  sampleResult({
    budget: 'fileCount',
    title: 'Files',
    outcome: 'skip',
    actual: 5120,
    limit: null,
    message: 'growth cannot be judged without a baseline',
    origin: '.imgpeek.yaml:5:3',
  }),
  sampleResult({
    budget: 'shells',
    title: 'Shells',
    outcome: 'off',
    level: 'off',
    unit: null,
    actual: 2,
    limit: null,
    message: 'the rule is off',
    expires: '2026-12-31',
    origin: '.imgpeek.yaml:6:3',
  }),
]

function section(fields: Partial<GatedSection>): GatedSection {
  return {
    reference: 'registry.example.com/shop/app:2.0',
    digest: `sha256:${'5e'.repeat(32)}`,
    platform: { os: 'linux', architecture: 'amd64' },
    verdict: 'pass',
    results: PASSING,
    baseline: null,
    growth: null,
    ...fields,
  }
}

/** A gate of which only what is given matters. */
export function sampleGate(fields: Partial<GateDocument> = {}): GateDocument {
  return {
    schemaVersion: 1,
    reference: 'registry.example.com/shop/app:2.0',
    verdict: 'pass',
    config: '.imgpeek.yaml',
    depth: 'layers',
    fetched: { requests: 0, bytes: 0 },
    images: [section({})],
    notes: [],
    warnings: [],
    ...fields,
  }
}

const BASELINE = {
  reference: 'registry.example.com/shop/app:1.0',
  digest: `sha256:${'1b'.repeat(32)}`,
  from: '.imgpeek-baseline.json',
}

/** Gates such as people meet. */
export const SAMPLE_GATES = {
  pass: sampleGate({
    depth: 'manifest',
    fetched: { requests: 2, bytes: 2_341 },
    images: [section({ results: [PASSING[0]!] })],
  }),
  warn: sampleGate({ verdict: 'warn', images: [section({ verdict: 'warn', results: [FAILING[2]!, ...PASSING] })] }),
  fail: sampleGate({
    verdict: 'fail',
    fetched: { requests: 9, bytes: 63_404_120 },
    images: [
      section({ verdict: 'fail', results: [...FAILING, ...PASSING], baseline: BASELINE, growth: SAMPLE_GROWTH }),
    ],
  }),
  platforms: sampleGate({
    verdict: 'fail',
    fetched: { requests: 14, bytes: 118_404_120 },
    images: [
      section({ platform: { os: 'linux', architecture: 'amd64' }, baseline: BASELINE, growth: null }),
      section({
        platform: { os: 'linux', architecture: 'arm64', variant: 'v8' },
        verdict: 'fail',
        results: [FAILING[0]!, ...PASSING],
        baseline: BASELINE,
        growth: { ...SAMPLE_GROWTH, split: null, evidence: 'no layer is shared with a known base image' },
      }),
    ],
    warnings: ['layer 2: /var/lib/dpkg/status is cut off'],
  }),
  skipped: sampleGate({
    config: null,
    images: [section({ platform: null, digest: null, results: [...PASSING, ...SKIPPED] })],
    notes: ['There is no baseline yet: growth is not judged. Save one with imgpeek gate save.'],
  }),
} as const satisfies Readonly<Record<string, GateDocument>>

/** The gate whose every text of an image, a user or a path is `text`. */
export function hostileGate(text: string): GateDocument {
  const offender = sampleOffender({ path: text, package: text, layer: 1, instruction: text, bytes: 5, detail: text })
  const result = (outcome: BudgetResult['outcome'], unit: BudgetResult['unit']): BudgetResult =>
    sampleResult({
      subject: text,
      outcome,
      unit,
      message: text,
      offenders: [offender, offender],
      reason: text,
      expires: '2027-01-31',
      origin: text,
    })
  const cause = sampleCause({
    package: text,
    path: text,
    instruction: text,
    versions: { before: text, after: `${text}2` },
  })
  const growth = {
    ...SAMPLE_GROWTH,
    split: null,
    evidence: text,
    causes: [cause, { ...cause, bytes: -5 }, { ...cause, package: null, change: 'added' as const }],
  }
  return sampleGate({
    reference: text,
    verdict: 'fail',
    config: text,
    images: [
      section({
        reference: text,
        verdict: 'fail',
        platform: { os: text, architecture: text },
        results: [result('fail', 'bytes'), result('warn', 'count'), result('pass', 'share'), result('skip', null)],
        baseline: { reference: text, digest: text, from: text },
        growth,
      }),
    ],
    notes: [text],
    warnings: [text],
  })
}
