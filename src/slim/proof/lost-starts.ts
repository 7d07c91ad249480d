import { shebangReader } from '../../catalogers/shebang.ts'
import type { ImageInventory } from '../../inventory/image-inventory.ts'
import { displayPath } from '../../rootfs/path.ts'
import { type Start, startsOf } from '../../why/starts.ts'
import type { SlimPlan } from '../slim-plan.ts'

/** What the image's own commands started, and no longer do; and interpreters of the scripts among that. */
export function* lostStarts({ image }: SlimPlan, result: ImageInventory): Generator<string> {
  const scripts = image.factsOf(shebangReader)
  const startsIn = ({ tree, config }: ImageInventory): Start[] =>
    startsOf(tree, config.config, (node) => scripts.fact(image.tree.get(node.path) ?? node) !== undefined)
  const now = new Set(startsIn(result).map(({ says, path }) => `${says}\0${path}`))
  for (const { says, path, node } of startsIn(image)) {
    if (!now.has(`${says}\0${path}`))
      yield `The image's command no longer finds ${displayPath(path)} for “${displayPath(says)}”.`
    const interpreter = scripts.fact(node)?.interpreter
    if (interpreter === undefined || image.tree.resolve(interpreter) === undefined) continue
    if (result.tree.resolve(interpreter) === undefined) {
      yield `${displayPath(path)} is a script for ${displayPath(interpreter)}, which is no longer there.`
    }
  }
}
