/** Arithmetic against time: what fewer operations are worth on the clock. */
import { scatter, type ScatterPoint } from '../../charts/scatter.js'
import type { RunRecord } from '../record.js'
import { rootOf, startOf } from '../stage.js'
import { type Archive, millisecondsOf } from './archive.js'
import type { Figure } from './figure.js'
import type { Found } from './found.js'
import { distinct } from './sweepTable.js'
import { isTiming } from './timingTable.js'
import { titled } from './titled.js'

/** A network in batches of one size. */
interface Timed {
  readonly name: string
  readonly root: string
  readonly isWhole: boolean
  readonly batch: number
  readonly operations: number
  readonly milliseconds: number
}

export const timeFigures = (found: Found, archive: Archive): readonly Figure[] => {
  const all = found.lines
    .filter(isTiming)
    .flatMap(({ line, records: [record] }) => (record === undefined ? [] : timesOf(line.name, record, archive)))
  return [...wholeFigure(found, all), ...shareFigure(found, all)]
}

const timesOf = (name: string, record: RunRecord, archive: Archive): readonly Timed[] => {
  const operations = record.counts?.multiplyAccumulates ?? 0
  const from = startOf(record.task)
  return millisecondsOf(record, archive)
    .filter(({ milliseconds }) => milliseconds > 0 && operations > 0)
    .map(({ batch, milliseconds }) => ({
      name,
      root: JSON.stringify(rootOf(from)),
      isWhole: from.stage === 'fresh',
      batch,
      operations,
      milliseconds,
    }))
}

const note = 'median of passes, ready to serve'

const wholeFigure = ({ study }: Found, all: readonly Timed[]): readonly Figure[] => {
  if (all.length < 2) return []
  const chart = scatter({
    title: `${study.name}: arithmetic and time`,
    description:
      'Milliseconds for an image against its millions of multiply-accumulates, on logarithmic axes: a point for each network, whole or pruned, and size of batch.',
    x: { label: 'multiply-accumulates for an image, millions (logarithmic)', scale: 'log', format: '~g' },
    y: { label: 'milliseconds for an image (logarithmic)', scale: 'log', format: '~g' },
    points: all.map(({ batch, operations, milliseconds }) => ({ name: `batch ${batch}`, x: operations / 1e6, y: milliseconds / batch })),
  })
  return [{ name: 'time', chart: titled(chart, note) }]
}

/** Of pruned networks: what is left of the time against what is left of the arithmetic. */
const shareFigure = ({ study }: Found, all: readonly Timed[]): readonly Figure[] => {
  const shares = all
    .filter(({ isWhole }) => !isWhole)
    .flatMap(({ name, root, batch, operations, milliseconds }) => {
      const whole = all.find((one) => one.isWhole && one.root === root && one.batch === batch)
      return whole === undefined ? [] : [{ name, batch, x: operations / whole.operations, y: milliseconds / whole.milliseconds }]
    })
  if (shares.length === 0) return []
  const names = distinct(shares.map(({ name }) => name))
  const numbered = shares.map((share): Share => ({ ...share, number: names.indexOf(share.name) + 1 }))
  const batches = distinct(shares.map(({ batch }) => batch))
  const points = batches.flatMap((batch, at) =>
    labelled(numbered.filter((share) => share.batch === batch)).map(
      (point): ScatterPoint => ({ ...point, name: `batch ${batch}`, side: at === 0 ? 'left' : 'right' }),
    ),
  )
  const most = Math.max(1, ...points.map(({ y }) => y))
  const chart = scatter({
    title: `${study.name}: what pruning leaves of arithmetic and of time`,
    description: `Time of a pass against arithmetic, each as a share of the whole network’s: a point for each pruned network and size of batch, with the network’s number; points of one color that lie close together have one label for all. On the dashed line pruning saves as much of the time as of the arithmetic; above it, less.`,
    x: { label: 'share of the multiply-accumulates left', format: '.0%', domain: [0, 1] },
    y: { label: 'share of the milliseconds left', format: '.0%', domain: [0, most] },
    points,
    line: { from: [0, 0], to: [1, 1], text: 'as much time as arithmetic' },
  })
  return [
    {
      name: 'shares',
      chart: titled(chart, `${note}; ${names.map((name, at) => `${at + 1} ${name}`.replaceAll(' ', '\u00a0')).join('; ')}`),
    },
  ]
}

/** Of a pruned network: what is left of the arithmetic and of the time. */
interface Share {
  readonly batch: number
  readonly x: number
  readonly y: number
  readonly number: number
}

/** Where two labels would lie over each other: a label is wider than it is high. */
const near = (one: Share, other: Share): boolean => Math.abs(one.x - other.x) <= 0.05 && Math.abs(one.y - other.y) <= 0.03

/** Points with their numbers; those that lie close together have one label, at the first of them. */
const labelled = (shares: readonly Share[]): readonly ScatterPoint[] =>
  shares
    .reduce<readonly (readonly Share[])[]>((groups, share) => {
      const at = groups.findIndex(([first]) => first !== undefined && near(first, share))
      return at < 0 ? [...groups, [share]] : groups.map((group, place) => (place === at ? [...group, share] : group))
    }, [])
    .flatMap((group) =>
      group.map(({ x, y }, at) => ({ name: '', x, y, text: at === 0 ? group.map(({ number }) => number).join(', ') : '' })),
    )
