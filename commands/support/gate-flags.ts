import { Args, Flags } from '@oclif/core'

/** The argument of commands that take their image from the configuration where none is named. */
export const configuredImageArg = Args.string({
  name: 'IMAGE',
  required: false,
  description: 'The image, as [SCHEME:]NAME; that of the configuration unless set.',
})

/** The flags of commands that gate an image, or save what it is measured against later: both have to see the same. */
export const gateFlags = {
  config: Flags.string({
    summary: 'Take this configuration, and look for none.',
    helpValue: 'FILE',
    exclusive: ['no-config'],
  }),
  'no-config': Flags.boolean({ summary: 'Take no configuration.', default: false }),
  'base-layers': Flags.integer({
    summary: "Take so many of the lowest layers for the base's, when growth is told apart.",
    helpValue: 'N',
    min: 0,
  }),
}
