/** An ELF file that stays as it is. The message says why, as the end of a sentence: `data follows its sections`. */
export class UnstrippableError extends Error {
  override name = 'UnstrippableError'
}
