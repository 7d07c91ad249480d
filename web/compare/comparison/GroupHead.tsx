/** The row over a group of rows. */
export function GroupHead({ title, columns }: { readonly title: string; readonly columns: number }) {
  return (
    <tr class="group">
      <th scope="rowgroup">{title}</th>
      <td colSpan={columns} />
    </tr>
  )
}
