/**
 * The pre-activation residual networks of He et al. 2016 ("Identity mappings in deep residual networks"), 9n + 2 layers deep, as Network
 * Slimming prunes them: a 3x3 convolution to 16 channels, three stages of n bottlenecks with 16, 32 and 64 channels inside and four times as many
 * outside, batch norm, rectifier, global average pool, one linear layer.
 *
 * Pruning may change three widths a block (what it reads, and what its first two convolutions make) and what the linear layer reads.
 */
import { bottleneck } from '../block/bottleneck.js'
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

/** The options of `preResnet`. */
export interface PreResnetOptions<Depth extends number, Classes extends number, In extends MapShape, Widths extends readonly number[]> {
  /** 9n + 2 */
  readonly depth: Depth
  readonly classes: Count<Classes, 'classes'>
  /** [height, width, channels]; default [32, 32, 3] */
  readonly input?: In
  /** for each block how many channels it reads and what its first two convolutions make; then how many the linear layer reads */
  readonly cfg?: Widths
  /** where every batch norm's scale starts; default 0.5, as Network Slimming has it */
  readonly initialScale?: number
}

const stageWidths = [16, 32, 64] as const
const stem = 16
const expansion = 4

/** What each block is given, makes inside and hands on. */
const blocksOf = (depth: number) =>
  stageWidths.flatMap((width, stage) =>
    Array.from({ length: (depth - 2) / 9 }, (_, at) => ({
      inChannels: at > 0 ? width * expansion : expansion * (stageWidths[stage - 1] ?? stem / expansion),
      width,
      outChannels: width * expansion,
      stride: at === 0 && stage > 0 ? (2 as const) : (1 as const),
    })),
  )

/**
 * A pre-activation ResNet with weights drawn from the key.
 *
 * @example
 * const network = preResnet({ depth: 11, classes: 10 }, key(0))
 * network.cfg // => [16, 16, 16, 64, 32, 32, 128, 64, 64, 256]
 */
export const preResnet = <
  const Depth extends number,
  const Classes extends number,
  const In extends MapShape = [32, 32, 3],
  const Widths extends readonly number[] = readonly number[],
>(
  options: PreResnetOptions<Depth, Classes, In, Widths>,
  key: Key,
): Network<PlainShape<In>, [Classes], Widths, `preResnet${Depth}`> => {
  const { depth, classes, input = [32, 32, 3], cfg, initialScale = 0.5 } = options
  const blocks = blocksOf(depth)
  const last = stageWidths[2] * expansion
  const widths: readonly number[] = cfg ?? [...blocks.flatMap(({ inChannels, width }) => [inChannels, width, width]), last]
  const entry = (at: number): number => known(widths[at], `cfg[${at}]`)
  const layers = [
    conv2d(input[2], stem),
    ...blocks.map(({ inChannels, outChannels, stride }, at) =>
      bottleneck({ inChannels, widths: [entry(3 * at), entry(3 * at + 1), entry(3 * at + 2)], outChannels, stride, initialScale }),
    ),
    batchNorm(last, { initialScale }),
    channelSelection(last, entry(3 * blocks.length)),
    relu,
    globalAveragePool,
    linear(entry(3 * blocks.length), classes as number),
  ]
  return family({ arch: `preResnet${depth}`, input, layers }, key) as unknown as Network<
    PlainShape<In>,
    [Classes],
    Widths,
    `preResnet${Depth}`
  >
}
