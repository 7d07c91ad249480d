/** A field to search or filter by. */
export function SearchField({
  label,
  value,
  search,
}: {
  readonly label: string
  readonly value: string
  readonly search: (text: string) => void
}) {
  return (
    <label class="field grows">
      <span>{label}</span>
      <input
        type="search"
        value={value}
        autocomplete="off"
        spellcheck={false}
        onInput={(event) => search(event.currentTarget.value)}
      />
    </label>
  )
}
