import type { Doubt } from './doubts.ts'

/** Time zones that the image has and that go: they are asked for by name (`TZ`) when a container starts. */
export const timeZones: Doubt = function* ({ image: { inventory, tree, offer }, closure }) {
  const { timezones } = inventory.posture
  const directory = timezones === null ? undefined : tree.resolve(timezones)
  if (directory === undefined || offer?.at(directory.path) !== undefined) return
  const stay = [...(directory.children?.values() ?? [])].some((node) => closure.reasonOf(node) !== undefined)
  if (!stay) yield `Time zones go: a program that is given TZ shows UTC; keep them with --keep ${timezones}.`
}
