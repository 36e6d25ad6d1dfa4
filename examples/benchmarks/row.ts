/** One line of the results: times, how they compare, and how near they are to what the machine could do. */
import { ceiling, ceilingFlops, stream } from './bounds.js'
import { type Contestant, interleaved, type Patience, type Spread, type Timed } from './interleaved.js'

/** Everybody that may appear in a row beside narrownet itself. */
export const peers = [
  'narrownet, no Winograd',
  'narrownet, 2 workers',
  'narrownet, forward',
  'stock tfjs',
  'stock tfjs forward',
  'stock tfjs, folded',
  'onnxruntime, 1 thread',
  'onnxruntime, all threads',
  'jax-js',
  'not pruned',
] as const

/** The name of a peer. */
export type Peer = (typeof peers)[number]

/** What there is to do. */
export interface Work {
  /** floating-point operations, a multiply-accumulate counted as 2, convolutions as if multiplied directly */
  readonly flops: number
  /** bytes that must be read and written even by a perfect program */
  readonly bytes: number
  /** 'together': a single pass, bound by the longer of the two; 'after': passes of one kind follow passes of the other */
  readonly order: 'together' | 'after'
}

/** One line. */
export interface Row {
  readonly group: string
  readonly name: string
  /** milliseconds of narrownet */
  readonly own: Spread
  readonly others: Readonly<Partial<Record<Peer, Spread>>>
  /** how many times as long as narrownet a peer takes, in the same rounds */
  readonly ratios: Readonly<Partial<Record<Peer, number>>>
  /** effective: `flops` by the median; undefined where arithmetic is not the point */
  readonly gigaflops: number | undefined
  /** the ceiling of direct products in this row's own rounds, in GFLOP/s */
  readonly ceiling: number
  /** the stream bound in this row's own rounds, in GB/s */
  readonly stream: number
  readonly bound: { readonly by: 'arithmetic' | 'memory'; readonly milliseconds: number; readonly share: number }
}

/** A row to measure. */
export interface Measurement {
  readonly group: string
  readonly name: string
  readonly work: Work
  readonly own: Contestant
  readonly others: Readonly<Partial<Record<Peer, Contestant>>>
  readonly patience: Patience
}

/** Measure it, the bounds in the same rounds. */
export const measuredRow = async ({ group, name, work, own, others, patience }: Measurement): Promise<Row> => {
  const there = peers.flatMap((peer) => (others[peer] === undefined ? [] : [[peer, others[peer]] as const]))
  const contestants = { own, ceiling: await ceiling(), stream: stream(work.bytes), ...Object.fromEntries(there) }
  const times = await interleaved(contestants, patience)
  const timeOf = (contestant: string): Timed => times.get(contestant) as Timed
  const mine = timeOf('own')
  const ratio = (peer: Peer, clock: Contestant['clock']): number => (clock === 'wall' ? timeOf(peer).wall / mine.wall : timeOf(peer).ratio)
  const reached = ceilingFlops / timeOf('ceiling').median / 1e6
  // what arithmetic at the ceiling and the bytes at the speed of memory would take of the time
  const arithmetic = (work.flops / ceilingFlops) * timeOf('ceiling').ratio
  const memory = timeOf('stream').ratio
  const share = work.order === 'together' ? Math.max(arithmetic, memory) : arithmetic + memory
  return {
    group,
    name,
    own: mine,
    others: Object.fromEntries(there.map(([peer]) => [peer, timeOf(peer)])),
    ratios: Object.fromEntries(there.map(([peer, { clock }]) => [peer, ratio(peer, clock)])),
    gigaflops: work.flops === 0 ? undefined : work.flops / mine.median / 1e6,
    ceiling: reached,
    stream: work.bytes / timeOf('stream').median / 1e6,
    bound: { by: arithmetic > memory ? 'arithmetic' : 'memory', milliseconds: share * mine.median, share },
  }
}
