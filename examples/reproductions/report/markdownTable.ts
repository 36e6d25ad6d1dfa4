/** A table in Markdown. A column that says nothing in any row is left out. */

export interface Column<Row> {
  readonly head: string
  /** text to the left, numbers to the right */
  readonly align?: 'left' | 'right'
  /** '' where there is nothing to say */
  readonly cell: (row: Row) => string
}

const empty = '–'

export const markdownTable = <Row>(columns: readonly Column<Row>[], rows: readonly Row[]): string => {
  const filled = columns
    .map(({ head, align = 'right', cell }) => ({ head, align, cells: rows.map(cell) }))
    .filter(({ cells }) => cells.some((text) => text !== ''))
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((text) => text.replaceAll('|', '\\|').replaceAll('\n', ' ')).join(' | ')} |`
  return [
    line(filled.map(({ head }) => head)),
    `|${filled.map(({ align }) => (align === 'left' ? '---' : '---:')).join('|')}|`,
    ...rows.map((_, row) => line(filled.map(({ cells }) => (cells[row] === '' ? empty : (cells[row] ?? empty))))),
  ].join('\n')
}
