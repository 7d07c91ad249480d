/** The way from the top to what is shown; each step leads back. */
export function Breadcrumb({
  label,
  steps,
  open,
}: {
  readonly label: string
  readonly steps: readonly string[]
  /** Opens what this many steps lead to, the top being 0. */
  readonly open: (depth: number) => void
}) {
  return (
    <nav aria-label={label} class="breadcrumb">
      <ol>
        {steps.map((step, depth) => (
          <li key={depth}>
            {depth === steps.length - 1 ? (
              <span aria-current="location">{step}</span>
            ) : (
              <button type="button" onClick={() => open(depth)}>
                {step}
              </button>
            )}
          </li>
        ))}
      </ol>
    </nav>
  )
}
