/** A network as a table for people: each layer with its output shape, parameters and multiply-accumulates. */
import { definitionOf } from '../layer/layer.js'
import { showShape } from '../shape/shape.js'
import { type LayerCost, costsOf } from './layerCosts.js'
import { type Countable, walkOf } from './visitsOf.js'

/**
 * The table: path, layer, output shape, trained parameters and multiply-accumulates for one sample; one line a layer and the totals last.
 *
 * @example
 * describe(sequential(input(784), linear(784, 10))).split('\n').length // => 5
 */
export const describe = (described: Countable): string => {
  const costs = costsOf('describe', described)
  const total = (pick: (cost: LayerCost) => number): string => grouped(costs.reduce((sum, cost) => sum + pick(cost), 0))
  const rows = costs.map((cost) => [
    cost.path,
    definitionOf(cost.layer).show(cost.layer),
    showShape(cost.output),
    grouped(cost.parameters),
    grouped(cost.multiplyAccumulates),
  ])
  return table(['', 'layer', 'output', 'parameters', 'multiply-accumulates'], rows, [
    '',
    'total',
    showShape(walkOf('describe', described).output),
    total((cost) => cost.parameters),
    total((cost) => cost.multiplyAccumulates),
  ])
}

/** 198800 as "198,800". */
const grouped = (value: number): string => value.toLocaleString('en-US')

/** Columns under their heads: text to the left, the last two (numbers) to the right; a rule above the totals. */
const table = (head: readonly string[], rows: readonly (readonly string[])[], foot: readonly string[]): string => {
  const widths = head.map((_, column) => Math.max(...[head, ...rows, foot].map((row) => (row[column] ?? '').length)))
  const line = (row: readonly string[]): string =>
    row
      .map((cell, column) => (column < 3 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0)))
      .join('  ')
      .trimEnd()
  const rule = widths.map((width) => '-'.repeat(width)).join('  ')
  return [line(head), rule, ...rows.map(line), rule, line(foot)].join('\n')
}
