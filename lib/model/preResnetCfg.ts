/**
 * The default cfg of a pre-activation ResNet: for each bottleneck the channels it is given and twice what it has inside; then 256, which
 * the linear layer reads. A row a stage, or two; this layout is not the formatter's (biome.json).
 */

export type PreResnet11Cfg = [16, 16, 16, 64, 32, 32, 128, 64, 64, 256]
export type PreResnet20Cfg = [16, 16, 16, 64, 16, 16, 64, 32, 32, 128, 32, 32, 128, 64, 64, 256, 64, 64, 256]
export type PreResnet29Cfg = [
  16, 16, 16, 64, 16, 16, 64, 16, 16,
  64, 32, 32, 128, 32, 32, 128, 32, 32,
  128, 64, 64, 256, 64, 64, 256, 64, 64,
  256,
]
export type PreResnet56Cfg = [
  16, 16, 16, 64, 16, 16, 64, 16, 16, 64, 16, 16, 64, 16, 16, 64, 16, 16,
  64, 32, 32, 128, 32, 32, 128, 32, 32, 128, 32, 32, 128, 32, 32, 128, 32, 32,
  128, 64, 64, 256, 64, 64, 256, 64, 64, 256, 64, 64, 256, 64, 64, 256, 64, 64,
  256,
]
export type PreResnet110Cfg = [
  16, 16, 16, 64, 16, 16, 64, 16, 16, 64, 16, 16, 64, 16, 16, 64, 16, 16, 64, 16, 16, 64, 16, 16, 64, 16, 16,
  64, 16, 16, 64, 16, 16, 64, 16, 16,
  64, 32, 32, 128, 32, 32, 128, 32, 32, 128, 32, 32, 128, 32, 32, 128, 32, 32, 128, 32, 32, 128, 32, 32, 128, 32, 32,
  128, 32, 32, 128, 32, 32, 128, 32, 32,
  128, 64, 64, 256, 64, 64, 256, 64, 64, 256, 64, 64, 256, 64, 64, 256, 64, 64, 256, 64, 64, 256, 64, 64, 256, 64, 64,
  256, 64, 64, 256, 64, 64, 256, 64, 64,
  256,
]
export type PreResnet164Cfg = [
  16, 16, 16, 64, 16, 16, 64, 16, 16, 64, 16, 16, 64, 16, 16, 64, 16, 16, 64, 16, 16, 64, 16, 16, 64, 16, 16,
  64, 16, 16, 64, 16, 16, 64, 16, 16, 64, 16, 16, 64, 16, 16, 64, 16, 16, 64, 16, 16, 64, 16, 16, 64, 16, 16,
  64, 32, 32, 128, 32, 32, 128, 32, 32, 128, 32, 32, 128, 32, 32, 128, 32, 32, 128, 32, 32, 128, 32, 32, 128, 32, 32,
  128, 32, 32, 128, 32, 32, 128, 32, 32, 128, 32, 32, 128, 32, 32, 128, 32, 32, 128, 32, 32, 128, 32, 32, 128, 32, 32,
  128, 64, 64, 256, 64, 64, 256, 64, 64, 256, 64, 64, 256, 64, 64, 256, 64, 64, 256, 64, 64, 256, 64, 64, 256, 64, 64,
  256, 64, 64, 256, 64, 64, 256, 64, 64, 256, 64, 64, 256, 64, 64, 256, 64, 64, 256, 64, 64, 256, 64, 64, 256, 64, 64,
  256,
]

/** By depth. */
export interface PreResnetCfgs {
  11: PreResnet11Cfg
  20: PreResnet20Cfg
  29: PreResnet29Cfg
  56: PreResnet56Cfg
  110: PreResnet110Cfg
  164: PreResnet164Cfg
}

/** Channels of the first convolution, inside the bottlenecks of each stage, and how many times more they hand on. */
export const stemChannels = 16
const stageWidths = [16, 32, 64] as const
const expansion = 4

/** Channels before the last batch norm. */
export const lastChannels = stageWidths[2] * expansion

/** A bottleneck's place in the network. */
export interface BottleneckPlace {
  readonly inChannels: number
  readonly width: number
  readonly outChannels: number
  readonly stride: 1 | 2
}

/** All bottlenecks in forward order, for any number of them a stage. */
export const bottleneckPlaces = (blocks: number): readonly BottleneckPlace[] =>
  stageWidths.flatMap((width, stage) => {
    const outChannels = width * expansion
    const before = stage === 0 ? stemChannels : (stageWidths[stage - 1] ?? 0) * expansion
    return Array.from(
      { length: blocks },
      (_, at): BottleneckPlace => ({
        inChannels: at === 0 ? before : outChannels,
        width,
        outChannels,
        stride: at === 0 && stage > 0 ? 2 : 1,
      }),
    )
  })

/**
 * Run-time twin, for any number of blocks a stage.
 *
 * @example
 * preResnetCfg(1) // => [16, 16, 16, 64, 32, 32, 128, 64, 64, 256]
 */
export const preResnetCfg = (blocks: number): readonly number[] => [
  ...bottleneckPlaces(blocks).flatMap(({ inChannels, width }) => [inChannels, width, width]),
  lastChannels,
]
