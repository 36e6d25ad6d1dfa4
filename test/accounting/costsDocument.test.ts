import { readFileSync, writeFileSync } from 'node:fs'
import { expect, test, vi } from 'vitest'
import { multiplyAccumulates, parameterCount } from '../../lib/accounting/cost.js'
import { flops } from '../../lib/accounting/flops.js'
import { type CostRow, costRows, networkOf } from './costRows.js'

vi.mock('../../lib/random/initializers.js', async (importOriginal) => (await import('../setup/undrawn.js')).undrawn(await importOriginal()))

/** No number in the document's table is typed by hand. COSTS_UPDATE=1 writes it. */
const document = new URL('../../docs/costs.md', import.meta.url)
const marks = /(?<=<!-- costs -->\n)[\s\S]*?(?=<!-- \/costs -->)/

const line = (row: CostRow): string => {
  const network = networkOf(row)
  const counts = [
    parameterCount(network),
    parameterCount(network, { convention: 'weights' }),
    multiplyAccumulates(network),
    flops(network, 'reference counter').count,
  ]
  return `| ${[row.name, ...counts.map((count) => count.toLocaleString('en-US'))].join(' | ')} |`
}

const table = (): string => {
  const shown = costRows.filter(({ name, options: { classes } }) => classes !== 100 && !/slimmed by|as wide/.test(name))
  const rows = shown.toSorted((one, other) => one.name.localeCompare(other.name, 'en', { numeric: true })).map(line)
  return ['| network | parameters | weights | macs | reference counter |', '|---|---:|---:|---:|---:|', ...rows, ''].join('\n')
}

test("the table of docs/costs.md holds the library's counts", () => {
  if (process.env.COSTS_UPDATE === '1') writeFileSync(document, readFileSync(document, 'utf8').replace(marks, table()))
  expect(marks.exec(readFileSync(document, 'utf8'))?.[0]).toBe(table())
})
