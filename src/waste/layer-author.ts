/** A layer, by what made it. */
export interface LayerAuthor {
  readonly index: number
  /** The Dockerfile instruction that made it; null where the history does not say. */
  readonly instruction: string | null
  /**
   * `run` and `copy` (also ADD) for what stands in a Dockerfile; `base` for the root filesystem that everything else stands on;
   * `other` for layers of builders without a Dockerfile, and where nothing is known.
   */
  readonly kind: 'run' | 'copy' | 'base' | 'other'
  /** As advice names it: `layer 1 (RUN apt-get update && …)`. */
  readonly label: string
}

/** As much of an instruction as tells it from the others. */
const LABEL_LENGTH = 40

/** Who made the layers with these instructions, base first. */
export function layerAuthors(instructions: readonly (string | null)[]): LayerAuthor[] {
  const hasDockerfile = instructions.some((instruction) => /^(?:RUN|COPY) /.test(instruction ?? ''))
  return instructions.map((instruction, index) => ({
    index,
    instruction,
    kind: kindOf(instruction, index === 0 && instructions.length > 1, hasDockerfile),
    label: instruction === null ? `layer ${index}` : `layer ${index} (${shortened(instruction)})`,
  }))
}

function kindOf(instruction: string | null, isLowest: boolean, hasDockerfile: boolean): LayerAuthor['kind'] {
  if (instruction?.startsWith('RUN ')) return 'run'
  if (instruction?.startsWith('COPY ')) return 'copy'
  // base images begin with ADD of a whole root filesystem, or with the note of a tool that is not Docker
  if (instruction?.startsWith('ADD ')) return isLowest ? 'base' : 'copy'
  return isLowest && hasDockerfile ? 'base' : 'other'
}

function shortened(instruction: string): string {
  if (instruction.length <= LABEL_LENGTH) return instruction
  const cut = instruction.slice(0, LABEL_LENGTH - 1)
  return `${cut.replace(/[\ud800-\udbff]$/, '').trimEnd()}…` // no half of a character
}
