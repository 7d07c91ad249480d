import { displayable } from '../inspect/displayable.ts'
import { planApko } from './apko/apko.ts'
import { planChisel } from './chisel/chisel.ts'
import { planDockerfile } from './dockerfile/dockerfile.ts'
import type { Plan, Planner } from './plan.ts'
import type { PlanRequest } from './plan-request.ts'

/** In the order in which they are shown. */
const PLANNERS: readonly Planner[] = [planDockerfile, planChisel, planApko]

/**
 * What to write for an app to stand on a base. The Dockerfile builds on the base; `chisel cut` (where a checkout of
 * chisel-releases is given) and apko (where the base or the app is made of apk packages) each make a root filesystem of their
 * own.
 */
export function plansFor(request: PlanRequest): readonly Plan[] {
  return PLANNERS.flatMap((plan) => displayable(plan(request) ?? []))
}
