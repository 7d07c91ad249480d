import type { ExecutionConfig, Healthcheck } from '../../oci/config.ts'
import type { Palette } from '../palette.ts'
import { commandLine } from '../shell-words.ts'
import { onOneLine } from '../terminal-text.ts'
import { type Fact, renderFacts } from './fact.ts'
import type { Section } from './section.ts'

const LABEL_WIDTH = 13

/** What a container of the image starts with. Too long for the page; it has to be asked for. */
export const configSection: Section = {
  name: 'config',
  heading: 'Config',
  onPage: () => false,
  render({ config }, style) {
    const labels = Object.entries(config.labels).map(([name, value]) => `${name}=${value}`)
    const facts = [
      ...fact('Entrypoint', config.entrypoint.length === 0 ? [] : [commandLine(config.entrypoint)], style.palette),
      ...fact('Command', config.cmd.length === 0 ? [] : [commandLine(config.cmd)], style.palette),
      ...fact('User', present(config.user), style.palette),
      ...fact('Directory', present(config.workingDir), style.palette),
      ...fact('Environment', config.env, style.palette),
      ...fact('Ports', config.exposedPorts, style.palette),
      ...fact('Volumes', config.volumes, style.palette),
      ...fact('Stop signal', present(config.stopSignal), style.palette),
      ...fact('Health check', healthcheckTexts(config.healthcheck), style.palette),
      ...fact('Shell', config.shell === null ? [] : [commandLine(config.shell)], style.palette),
      ...fact('Labels', labels, style.palette),
    ]
    return renderFacts(facts, LABEL_WIDTH, 2, style)
  },
}

function fact(label: string, values: readonly string[], palette: Palette): Fact[] {
  if (values.length === 0) return [{ label, value: [{ text: 'none', style: palette.quiet }] }]
  return values.map((value, i) => ({ label: i === 0 ? label : '', value: [onOneLine(value)] }))
}

function present(value: ExecutionConfig['stopSignal']): string[] {
  return value === null || value === '' ? [] : [value]
}

function healthcheckTexts(healthcheck: Healthcheck | null): string[] {
  if (healthcheck === null) return []
  const { interval, timeout, retries } = healthcheck
  const details = [
    interval && `every ${seconds(interval)}`,
    timeout && `at most ${seconds(timeout)}`,
    retries && `${retries} retries`,
  ].filter((detail) => Boolean(detail))
  return [commandLine(healthcheck.test), ...(details.length === 0 ? [] : [details.join(', ')])]
}

function seconds(nanoseconds: number): string {
  return `${nanoseconds / 1e9} s`
}
