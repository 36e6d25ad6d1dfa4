/** The README's table of speed: rows of docs/benchmarks.md, which `npm run bench` writes, by their names. */
interface Shown {
  /** a heading of docs/benchmarks.md */
  readonly section: string
  /** a row below it */
  readonly row: string
  /** what the README calls it */
  readonly name: string
}

const shown: readonly Shown[] = [
  { section: 'Training steps, one thread', row: 'ResNet-20, batch 64', name: 'training step of ResNet-20, batch 64' },
  { section: 'Training steps, one thread', row: 'VGG-16, batch 32', name: 'training step of VGG-16, batch 32' },
  { section: 'Inference, one thread', row: 'VGG-16, batch 16, frozen', name: 'answers of VGG-16, batch 16' },
  { section: 'Inference, one thread', row: 'ResNet-56, batch 64, frozen', name: 'answers of ResNet-56, batch 64' },
  { section: 'Inference, one thread', row: 'ResNet-56 6/22/57, batch 64, frozen', name: 'the same, narrowed to 6, 22 and 57' },
]

/** The columns beside the time: what each is called there, and in the README. */
const columns = [
  ['stock tfjs', 'stock tfjs WASM takes'],
  ['onnxruntime, 1 thread', 'onnxruntime-web takes'],
  ['not pruned', 'not pruned it takes'],
] as const

const cellsOf = (line: string): readonly string[] =>
  line
    .split('|')
    .slice(1, -1)
    .map((cell) => cell.trim())

/** A row's cells by their column's heading; what is not there is an error, for the table would lose a row. */
const rowOf = (document: string, { section, row }: Shown): ReadonlyMap<string, string> => {
  const [, text = ''] = document.split(new RegExp(`^## ${section}$`, 'm'))
  const lines = (text.split(/^## /m)[0] ?? '').split('\n').filter((line) => line.startsWith('|'))
  const found = lines.find((line) => cellsOf(line)[0] === row)
  if (found === undefined) throw new Error(`docs/benchmarks.md has no row "${row}" below "${section}"`)
  const cells = cellsOf(found)
  return new Map(cellsOf(lines[0] ?? '').map((heading, at) => [heading, cells[at] ?? '']))
}

/** `frozen` folds a network, so its peer in stock tfjs is the folded one. */
const peerCell = (row: ReadonlyMap<string, string>, column: string): string => row.get(`${column}, folded`) || row.get(column) || ''

export const benchmarkTable = (document: string): string =>
  [
    `| one thread | narrownet | ${columns.map(([, name]) => name).join(' | ')} |`,
    `|---|${'---:|'.repeat(columns.length + 1)}`,
    ...shown.map((each) => {
      const row = rowOf(document, each)
      return `| ${[each.name, `${row.get('ms')} ms`, ...columns.map(([column]) => peerCell(row, column))].join(' | ')} |`
    }),
  ].join('\n')
