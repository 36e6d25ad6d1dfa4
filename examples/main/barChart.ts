/** Before and after as horizontal bars: each measure's first bar is whole, the others are its share. */
import { escaped, pixels } from '../../lib/chart/markup.js'

export interface Bars {
  readonly measure: string
  /** one for each variant, in their order */
  readonly values: readonly number[]
  readonly show: (value: number) => string
}

export interface BarChart {
  readonly id: string
  readonly title: string
  readonly description: string
  readonly variants: readonly string[]
  readonly groups: readonly Bars[]
}

const width = 560
const left = 104
const right = 140
const bar = 18
const gap = 3
const between = 16

/** '×0.23', how much of the first is left; nothing for the first itself. */
const factor = (value: number, first: number): string => (first > 0 ? ` (×${(value / first).toFixed(2)})` : '')

/** The chart as an `<svg>` with a title and a description. */
export const barChart = ({ id, title, description, variants, groups }: BarChart): string => {
  const groupHeight = variants.length * (bar + gap) - gap + between
  const keyHeight = 30
  const height = keyHeight + groups.length * groupHeight
  const longest = width - left - right
  const entries = variants.map((variant, order) => ({
    variant,
    order,
    x: left + variants.slice(0, order).reduce((sum, { length }) => sum + 36 + 7.4 * length, 0),
  }))
  const key = entries.map(
    ({ variant, order, x }) =>
      `<rect class="bar series-${order}" x="${x}" y="1" width="14" height="14" rx="2"/><text class="tick" x="${x + 20}" y="8" dy="0.32em">${escaped(variant)}</text>`,
  )
  const drawn = groups.map(({ measure, values, show }, group) => {
    const top = keyHeight + group * groupHeight
    const greatest = Math.max(...values, 0)
    const bars = values.map((value, order) => {
      const y = top + order * (bar + gap)
      const length = greatest > 0 ? Math.max(1, (value / greatest) * longest) : 1
      const text = `${show(value)}${order === 0 ? '' : factor(value, values[0] ?? 0)}`
      return `<rect class="bar series-${order}" x="${left}" y="${y}" width="${pixels(length)}" height="${bar}" rx="2"><title>${escaped(`${variants[order] ?? ''}: ${measure} ${text}`)}</title></rect><text class="tick" x="${pixels(left + length + 6)}" y="${y + bar / 2}" dy="0.32em">${escaped(text)}</text>`
    })
    const middle = top + (values.length * (bar + gap) - gap) / 2
    return `<text class="label" x="${left - 10}" y="${middle}" dy="0.32em" text-anchor="end">${escaped(measure)}</text>${bars.join('')}`
  })
  return `<svg viewBox="0 0 ${width} ${height}" role="img" aria-labelledby="${id}-title ${id}-description">
<title id="${id}-title">${escaped(title)}</title><desc id="${id}-description">${escaped(description)}</desc>
${key.join('')}
${drawn.join('\n')}
</svg>`
}
