/**
 * The densely connected networks of Huang et al. 2017 for small images, 3n + 4 layers deep, without bottlenecks or compression: a 3x3
 * convolution, three blocks of n dense layers with a transition between them, batch norm, rectifier, global average pool, one linear layer.
 *
 * Pruning may change what each layer and transition reads, and what the linear layer reads; what they make stays whole.
 */
import { denseLayer } from '../block/denseLayer.js'
import { denseTransition } from '../block/denseTransition.js'
import { batchNorm } from '../layer/batchNorm.js'
import { channelSelection } from '../layer/channelSelection.js'
import { conv2d } from '../layer/conv2d.js'
import { globalAveragePool } from '../layer/globalAveragePool.js'
import { linear } from '../layer/linear.js'
import { relu } from '../layer/relu.js'
import type { Network } from '../network/network.js'
import type { Key } from '../random/key.js'
import type { Count } from '../shape/count.js'
import { known } from '../shape/invariant.js'
import type { MapShape, PlainShape } from '../shape/shape.js'
import { family } from './family.js'

/** The options of `densenet`. */
export interface DensenetOptions<Depth extends number, Classes extends number, In extends MapShape, Widths extends readonly number[]> {
  /** 3n + 4 */
  readonly depth: Depth
  readonly classes: Count<Classes, 'classes'>
  /** [height, width, channels]; default [32, 32, 3] */
  readonly input?: In
  /** how many channels each dense layer, transition and the linear layer reads, in forward order */
  readonly cfg?: Widths
  /** how many channels a dense layer adds; default 12 */
  readonly growth?: number
  /** channels of the first convolution; default 24, as the code of Network Slimming has it (the paper's counts are of 16) */
  readonly stem?: number
  /** where every batch norm's scale starts; default 0.5, as Network Slimming has it */
  readonly initialScale?: number
}

/**
 * A DenseNet with weights drawn from the key.
 *
 * @example
 * const network = densenet({ depth: 10, classes: 10 }, key(0))
 * network.cfg // => [24, 36, 48, 48, 60, 72, 72, 84, 96]
 */
export const densenet = <
  const Depth extends number,
  const Classes extends number,
  const In extends MapShape = [32, 32, 3],
  const Widths extends readonly number[] = readonly number[],
>(
  options: DensenetOptions<Depth, Classes, In, Widths>,
  key: Key,
): Network<PlainShape<In>, [Classes], Widths, `densenet${Depth}`> => {
  const { depth, classes, input = [32, 32, 3], cfg, growth = 12, stem = 24, initialScale = 0.5 } = options
  const perBlock = (depth - 4) / 3
  const readers = 3 * (perBlock + 1)
  const isLayer = (at: number): boolean => at % (perBlock + 1) < perBlock
  // as many channels as there are when a reader's turn comes
  const given = Array.from({ length: readers }, (_, at) => stem + growth * (at - Math.floor(at / (perBlock + 1))))
  const widths: readonly number[] = cfg ?? given
  const entry = (at: number): number => known(widths[at], `cfg[${at}]`)
  const last = known(given[readers - 1])
  const layers = [
    conv2d(input[2], stem),
    ...given
      .slice(0, -1)
      .flatMap((channels, at) =>
        isLayer(at)
          ? [denseLayer({ inChannels: channels, selected: entry(at), growth, initialScale })]
          : denseTransition({ channels, selected: entry(at), initialScale }),
      ),
    batchNorm(last, { initialScale }),
    channelSelection(last, entry(readers - 1)),
    relu,
    globalAveragePool,
    linear(entry(readers - 1), classes as number),
  ]
  return family({ arch: `densenet${depth}`, input, layers }, key) as unknown as Network<
    PlainShape<In>,
    [Classes],
    Widths,
    `densenet${Depth}`
  >
}
