import type { ExecutionConfig, Healthcheck, HistoryEntry, ImageConfig } from '../oci/config.ts'
import type { Digest } from '../oci/digest.ts'

/**
 * The config of an image whose source has none of its own: a root filesystem, a container (OCI image specification, config.md, and
 * Docker's extensions). What is empty is left out.
 */
export function encodeConfig(image: ImageConfig, diffIds: readonly Digest[]): Uint8Array {
  const { platform, created, author, config, history } = image
  const document = {
    ...platform,
    ...(created !== null && { created }),
    ...(author !== undefined && { author }),
    config: executionFields(config),
    rootfs: { type: 'layers', diff_ids: diffIds },
    ...(history.length > 0 && { history: history.map(step) }),
  }
  return Buffer.from(JSON.stringify(document))
}

function executionFields(config: ExecutionConfig): Record<string, unknown> {
  return withoutEmpty({
    User: config.user,
    ExposedPorts: setOf(config.exposedPorts),
    Env: config.env,
    Entrypoint: config.entrypoint,
    Cmd: config.cmd,
    Healthcheck: config.healthcheck && healthcheckFields(config.healthcheck),
    Volumes: setOf(config.volumes),
    WorkingDir: config.workingDir,
    Labels: config.labels,
    StopSignal: config.stopSignal,
    Shell: config.shell,
  })
}

function healthcheckFields(check: Healthcheck): Record<string, unknown> {
  return withoutEmpty({
    Test: check.test,
    Interval: check.interval,
    Timeout: check.timeout,
    StartPeriod: check.startPeriod,
    StartInterval: check.startInterval,
    Retries: check.retries,
  })
}

function step({ created, createdBy, comment, author, emptyLayer }: HistoryEntry): Record<string, unknown> {
  return withoutEmpty({ created, created_by: createdBy, comment, author, empty_layer: emptyLayer || null })
}

/** Go writes a set as an object whose values say nothing. */
function setOf(names: readonly string[]): Record<string, object> {
  return Object.fromEntries(names.map((name) => [name, {}]))
}

function withoutEmpty(fields: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const isEmpty = (value: unknown): boolean =>
    value === undefined ||
    value === null ||
    value === '' ||
    (typeof value === 'object' && Object.keys(value).length === 0)
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => !isEmpty(value)))
}
