import { UnavailableError } from '../../errors.ts'
import type { Root } from '../root.ts'

/** What `--keep-bin` names. */
export const wantedPrograms: Root = {
  name: 'keep-bin',

  *leads(image) {
    for (const name of image.options.keepPrograms ?? []) {
      const path = image.programAt(name)
      if (path === undefined) {
        throw new UnavailableError(`${image.inventory.reference} has no program ${name}, which --keep-bin names.`)
      }
      yield { path, kind: 'keep-bin', says: `is named by --keep-bin ${name}`, because: null, runs: true }
    }
  },
}
