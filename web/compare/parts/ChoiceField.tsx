/** Chooses one of a few words. */
export function ChoiceField<Word extends string>({
  label,
  words,
  value,
  choose,
}: {
  readonly label: string
  readonly words: readonly Word[]
  readonly value: Word
  readonly choose: (word: Word) => void
}) {
  return (
    <fieldset class="choice">
      <legend>{label}</legend>
      {words.map((word) => (
        <label key={word}>
          <input type="radio" name={label} checked={word === value} onChange={() => choose(word)} />
          <span>{word}</span>
        </label>
      ))}
    </fieldset>
  )
}
