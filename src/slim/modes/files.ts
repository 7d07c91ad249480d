import type { Mode } from '../mode.ts'

/** Nothing but what the roots lead to. */
export const files: Mode = {
  name: 'files',
  extend: (closure) => closure.run(),
}
