/** Something to turn on or off. */
export function CheckField({
  label,
  checked,
  change,
}: {
  readonly label: string
  readonly checked: boolean
  readonly change: (checked: boolean) => void
}) {
  return (
    <label class="check">
      <input type="checkbox" checked={checked} onChange={(event) => change(event.currentTarget.checked)} />
      <span>{label}</span>
    </label>
  )
}
