import type { OpenedImage } from '../../inventory/read-images.ts'
import type { Prepared } from '../prepared.ts'
import { ontoBase } from './onto-assembly.ts'
import { ontoDocument } from './onto-document.ts'
import type { OntoPlan } from './onto-plan.ts'
import { ontoFailures } from './onto-proof.ts'

/** An image that is put onto another base; nothing is to be written of one that does not fit it. */
export function preparedOnto(plan: OntoPlan, source: OpenedImage, base: OpenedImage): Prepared {
  return {
    plan: plan.slim,
    isWanted: plan.fit.verdict !== 'does-not-fit',
    assembly: (tool) => ontoBase(plan, { source: source.image, base: base.image }, tool),
    failures: (result, stripped) => ontoFailures(plan, result, stripped),
    document: (outcome) => ontoDocument(plan, outcome),
  }
}
