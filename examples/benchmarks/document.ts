/** docs/benchmarks.md: the rows as tables, with what one must know to read them. */
import { readFileSync } from 'node:fs'
import { availableParallelism, cpus } from 'node:os'
import { engineVersions } from './engineVersions.js'
import type { Peer, Row } from './row.js'

const digits = (value: number): string => value.toFixed(value < 10 ? 2 : value < 100 ? 1 : 0)

const columns: Readonly<Record<string, readonly Peer[]>> = {
  step: ['narrownet, no Winograd', 'stock tfjs'],
  workers: [],
  inference: [
    'narrownet, no Winograd',
    'narrownet, forward',
    'stock tfjs',
    'stock tfjs, folded',
    'onnxruntime, 1 thread',
    'onnxruntime, all threads',
    'not pruned',
  ],
  conv: ['narrownet, no Winograd', 'stock tfjs', 'stock tfjs forward', 'jax-js'],
  operation: ['stock tfjs', 'onnxruntime, 1 thread'],
}

const titles: Readonly<Record<string, string>> = {
  step: 'Training steps, one thread',
  workers: 'Training steps, two workers',
  inference: 'Inference, one thread',
  conv: 'Convolutions',
  operation: 'Other operations',
}

const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`

const boundText = ({ bound, ceiling, stream }: Row): string => {
  const rate = bound.by === 'arithmetic' ? `${digits(ceiling)} GFLOP/s` : `${digits(stream)} GB/s`
  return `${Math.round(100 * bound.share)} % (${bound.by}, ${rate})`
}

const spreadText = ({ own }: Row): string => `±${Math.round((50 * (own.upper - own.lower)) / own.median)} %`

const ratioText = (ratio: number | undefined): string => (ratio === undefined ? '' : `${digits(ratio)}x`)

const table = (group: string, rows: readonly Row[]): string => {
  const shown = (columns[group] ?? []).filter((peer) => rows.some(({ ratios }) => ratios[peer] !== undefined))
  const head = ['', 'ms', 'spread', 'GFLOP/s', 'bound', ...shown]
  const cells = (row: Row): readonly string[] => [
    row.name,
    digits(row.own.median),
    spreadText(row),
    row.gigaflops === undefined ? '' : digits(row.gigaflops),
    boundText(row),
    ...shown.map((peer) => ratioText(row.ratios[peer])),
  ]
  return [line(head), line(head.map((_, at) => (at === 0 ? '---' : '---:'))), ...rows.map((row) => line(cells(row)))].join('\n')
}

/** Wall and processor time, because the first alone says little on a busy machine. */
const workersTable = (rows: readonly Row[]): string => {
  const lines = rows.flatMap(({ name, own, others }) => {
    const two = others['narrownet, 2 workers']
    if (two === undefined) return []
    const faster = digits(own.wall / two.wall)
    return [
      line([
        name,
        digits(own.wall),
        digits(two.wall),
        `${faster}x`,
        digits(own.processor),
        digits(two.processor),
        `${digits((2 * own.processor) / two.processor)}x`,
      ]),
    ]
  })
  const head = ['', 'one, least ms', 'two, least ms', 'faster', 'one, processor ms', 'two, processor ms', 'faster at most']
  const note =
    'Steps of `fit`. On a machine with other work to do the time on the wall says little; the processor time bounds what two can gain.'
  return [note, '', line(head), line(head.map((_, at) => (at === 0 ? '---' : '---:'))), ...lines].join('\n')
}

const reading = `Every number comes from one run of \`npm run bench\`, and every comparison from turns taken in the same minute: a round lets narrownet, each
peer and both bounds run once, then the next round begins. "ms" is the median of three rounds or more (two of slow peers), in processor time, which
other programs on the machine do not lengthen; "spread" is half the distance between the quartiles. A peer's column says how many times as long
as narrownet it takes: the median, over rounds, of the two times of one round, since a shared machine can be slow for a minute. GFLOP/s
count a multiply-accumulate as 2, a training step as three forward passes, and a convolution as if it were multiplied directly, so Winograd's
can pass the ceiling. The bound of a row is the longer of two times: its arithmetic at the ceiling (products of a 4 x 8 tile that stays in
registers, measured in the row's own rounds) or its bytes at the speed of memmove (also measured there); for whole networks, products at the
ceiling and then the passes of everything else at the speed of memory. "165 % (arithmetic, 44 GFLOP/s)": 1.65 times as fast
as the bound (in the same rounds), of which arithmetic at that ceiling is the larger part.

Stock tfjs runs its own kernels, with tfjs-core's own gradients. The gradient of a filter, for which it has no kernel, goes through its 3-D
convolution's; gradients and steps that take it seconds are measured on a part of the batch and multiplied. Its max-pool gradient is timed though
its values are wrong. "stock tfjs forward" compares a gradient with the time tfjs takes for the same convolution's output. A convolution's input
gradient is what a pullback takes longer when it is asked for it. onnxruntime with all threads is compared by the least time on the wall, its
and ours. It reads what \`encodeOnnx\` writes, batch norms folded; a single operation's time is that of a call, its maps handed in and out. A frozen network is \`frozen(backend, network)\`; its bound is that of its products alone, its peer in
stock tfjs the folded network through tfjs's fused convolutions. Peers' answers agree with ours, to a thousandth of the largest logit, before they are timed.`

const flopsOf = ({ gigaflops = 0, own }: Row): number => gigaflops * own.median

/** Whether pruning pays: the share of the arithmetic that is left, and of the time. */
const pruningText = (rows: readonly Row[]): string =>
  rows
    .flatMap((row) => {
      const whole = rows.find(({ name }) => name === row.name.replace(/ [\d/]+,/, ','))
      const saved = row.ratios['not pruned']
      if (saved === undefined || whole === undefined) return []
      const [work, time] = [flopsOf(row) / flopsOf(whole), 1 / saved]
      return [
        `${row.name}: ${digits(100 * work)} % of the full network's arithmetic in ${digits(100 * time)} % of its time, ${digits(time / work)} times the share.`,
      ]
    })
    .map((sentence) => `\n\n${sentence}`)
    .join('')

/** The whole document. */
export const document = (rows: readonly Row[], seconds: number): string => {
  const { version } = JSON.parse(readFileSync(new URL('../../../package.json', import.meta.url), 'utf8')) as { readonly version: string }
  const versions = Object.entries(engineVersions()).map(([name, each]) => `${name} ${each}`)
  const machine = [
    `${availableParallelism()} cores of ${cpus()[0]?.model ?? 'an unknown processor'}`,
    `${process.platform} ${process.arch}`,
    `Node ${process.version.slice(1)} (V8 ${process.versions.v8}, all WebAssembly compiled by its optimizing compiler)`,
  ]
  const groups = Object.entries(titles).flatMap(([group, title]) => {
    const own = rows.filter((row) => row.group === group)
    if (own.length === 0) return []
    return [`## ${title}\n\n${group === 'workers' ? workersTable(own) : table(group, own)}${pruningText(own)}`]
  })
  return `${[
    '# Benchmarks',
    'Written by `npm run bench`; not by hand.',
    `${machine.join('; ')}. narrownet ${version}, ${versions.join(', ')}. ${new Date().toISOString().slice(0, 10)}, ${Math.round(seconds)} s.`,
    reading,
    ...groups,
  ].join('\n\n')}\n`
}
