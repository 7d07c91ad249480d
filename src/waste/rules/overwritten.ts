import type { WasteRule } from '../rule.ts'

/** An instruction that brings newer versions of what is installed. */
const UPGRADE =
  /\b(?:apt(?:-get)?|apk|dnf|microdnf|yum|zypper)(?: -\S+)* (?:upgrade|dist-upgrade|full-upgrade)\b|\b(?:dnf|microdnf|yum|zypper)(?: -\S+)* (?:update|dup|up)\b|\bpacman -Sy*u/

/** Files that a later layer replaces. */
export const overwritten: WasteRule = {
  name: 'overwritten',
  title: 'replaced by a later layer',
  claim: ({ shadow, bytes }) => (shadow === null ? 0 : bytes),
  advice({ author, shadower }) {
    const replaced = `${author.label} wrote what ${shadower!.label} replaces`
    const sentence = `${replaced.charAt(0).toUpperCase()}${replaced.slice(1)}`
    if (author.kind !== 'base') return `${sentence}: write the final version once, in one instruction.`
    return UPGRADE.test(shadower!.instruction ?? '')
      ? `${sentence}: use a newer base image in place of the upgrade.`
      : `${sentence}: choose a base image that has what you need.`
  },
}
