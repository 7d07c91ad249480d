import { Flags } from '@oclif/core'

/** The flags by which a user says which layers of an image are the app's own; `helpGroup` is the heading in help. */
export function ownLayersFlags(helpGroup?: string) {
  const group = helpGroup === undefined ? {} : { helpGroup }
  return {
    'app-layers': Flags.string({
      summary: "Take these layers for the app's own: 2,4-6.",
      helpValue: 'N[-N]…',
      exclusive: ['base-layers'],
      ...group,
    }),
    'base-layers': Flags.integer({
      summary: 'Take so many of the lowest layers for those of the base that the app was built on.',
      helpValue: 'N',
      min: 0,
      ...group,
    }),
  }
}
