import { Names } from './names.ts'
import { pathOwners } from './path-owners.ts'
import type { Resolver } from './resolver.ts'

/**
 * rpm's dependencies: capabilities that packages provide (each provides its own name), paths of files, and boolean ones in
 * parentheses (rpm's docs/manual/boolean_dependencies.md).
 */
export const rpmResolver: Resolver = (packages, tree) => {
  type Installed = (typeof packages)[number]
  const names = new Names<Installed>()
  for (const found of packages) {
    names.add(found.name, found)
    for (const capability of found.provides ?? []) names.add(capability, found)
  }
  const ownersOf = pathOwners(packages, tree)
  const resolveOne = (name: string): readonly Installed[] => {
    const found = names.get(name)
    return found.length > 0 || !name.startsWith('/') ? found : ownersOf(name)
  }
  return (stated) =>
    stated.startsWith('(') ? [...new Set(namesOfBoolean(stated).flatMap(resolveOne))] : resolveOne(stated)
}

const OPERATORS = new Set(['and', 'or', 'with', 'without', 'if', 'unless', 'else'])
const COMPARISON = /^[<>=]+$/

/** The names in a boolean dependency that would satisfy it: not those after `if` and `unless`, which are its conditions. */
function namesOfBoolean(stated: string): string[] {
  const names: string[] = []
  const conditions: boolean[] = []
  let inCondition = false
  let isVersion = false
  for (const token of stated.match(/(?:[^\s()]|\([^\s()]*\))+|[()]/g) ?? []) {
    if (token === '(') conditions.push(inCondition)
    else if (token === ')') inCondition = conditions.pop() ?? false
    else if (OPERATORS.has(token)) {
      const outer = conditions.at(-1) ?? false
      inCondition = token === 'if' || token === 'unless' || token === 'without' ? true : outer
    } else if (COMPARISON.test(token)) isVersion = true
    else if (isVersion) isVersion = false
    else if (!inCondition) names.push(token)
  }
  return names
}
