/** Text into HTML and SVG. */

/** Characters that mean something in markup, escaped. */
export const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')

/** Pixels with one decimal: a tenth of a pixel cannot be seen, and files stay small. */
export const pixels = (value: number): string => String(Math.round(value * 10) / 10)

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
