import { elfCataloger } from '../../catalogers/elf/elf-cataloger.ts'
import { elfObjects } from '../../catalogers/elf/elf-object.ts'
import { formatPlatform, normalizePlatform, type Platform, UNKNOWN } from '../../oci/platform.ts'
import { architectureOf } from '../architecture.ts'
import type { FitBase } from '../trial.ts'
import type { Check, Finding } from './check.ts'

/** Architectures whose machines run another one's programs, too, where the kernel was built for it. */
const ALSO_RUNS: ReadonlyMap<string, string> = new Map([
  ['amd64', '386'],
  ['arm64', 'arm'],
])

/** Whether the app's programs run on the machines that the base is for. */
export const platformCheck: Check = {
  name: 'platform',
  need: 'start',

  examine({ app, base, processes }) {
    if (base.layers.length === 0) return [] // nothing in it is for any machine
    const platform = platformOf(base)
    const { os } = app.image.config.platform
    if (os !== platform.os && os !== UNKNOWN && platform.os !== UNKNOWN) {
      return [{ outcome: 'impossible', says: `The app is for ${os}, and the base for ${platform.os}.` }]
    }
    const findings: Finding[] = []
    const seen = new Set<string>()
    for (const { program } of processes.running) {
      const architecture = architectureOf(program.binary)
      if (architecture === null || seen.has(architecture) || platform.architecture === UNKNOWN) continue
      seen.add(architecture)
      if (architecture === platform.architecture) continue
      const says = `${program.node.path} is a program for ${architecture}, and the base is for ${formatPlatform(platform)}`
      findings.push(
        ALSO_RUNS.get(platform.architecture) === architecture
          ? { outcome: 'unknown', says: `${says}: whether that works is up to the machine's kernel.` }
          : { outcome: 'impossible', says: `${says}.` },
      )
    }
    return findings
  },
}

/** A root filesystem does not say what it is for, but what is in it does. */
function platformOf({ source, config, factsOf }: FitBase): Platform {
  const platform = normalizePlatform(config.platform)
  if (source !== 'rootfs') return platform
  const [first] = elfObjects(factsOf(elfCataloger))
  return { os: platform.os, architecture: (first && architectureOf(first.binary)) ?? UNKNOWN }
}
