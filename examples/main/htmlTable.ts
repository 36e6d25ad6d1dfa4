/** Tables for the report. */
import { escaped } from '../charts/escaped.js'

/** A table whose first row is its head and whose first column names the rows. */
export const htmlTable = (caption: string, head: readonly string[], rows: readonly (readonly string[])[]): string =>
  `<div class="scroll"><table><caption>${escaped(caption)}</caption>
<thead><tr>${head.map((cell) => `<th scope="col">${escaped(cell)}</th>`).join('')}</tr></thead>
<tbody>
${rows
  .map(
    ([first = '', ...cells]) =>
      `<tr><th scope="row"${first.startsWith(' ') ? ' class="inner"' : ''}>${escaped(first.trim())}</th>${cells.map((cell) => `<td>${escaped(cell)}</td>`).join('')}</tr>`,
  )
  .join('\n')}
</tbody></table></div>`
