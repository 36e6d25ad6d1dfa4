/**
 * The default cfg of a ResNet for small images: a third of the blocks has 16 channels inside, a third 32, a third 64. A row a stage; this
 * layout is not the formatter's (biome.json).
 */

export type Resnet8Cfg = [16, 32, 64]
export type Resnet14Cfg = [16, 16, 32, 32, 64, 64]
export type Resnet20Cfg = [16, 16, 16, 32, 32, 32, 64, 64, 64]
export type Resnet32Cfg = [
  16, 16, 16, 16, 16,
  32, 32, 32, 32, 32,
  64, 64, 64, 64, 64,
]
export type Resnet44Cfg = [
  16, 16, 16, 16, 16, 16, 16,
  32, 32, 32, 32, 32, 32, 32,
  64, 64, 64, 64, 64, 64, 64,
]
export type Resnet56Cfg = [
  16, 16, 16, 16, 16, 16, 16, 16, 16,
  32, 32, 32, 32, 32, 32, 32, 32, 32,
  64, 64, 64, 64, 64, 64, 64, 64, 64,
]
export type Resnet110Cfg = [
  16, 16, 16, 16, 16, 16, 16, 16, 16, 16, 16, 16, 16, 16, 16, 16, 16, 16,
  32, 32, 32, 32, 32, 32, 32, 32, 32, 32, 32, 32, 32, 32, 32, 32, 32, 32,
  64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64,
]

/** By depth. */
export interface ResnetCfgs {
  8: Resnet8Cfg
  14: Resnet14Cfg
  20: Resnet20Cfg
  32: Resnet32Cfg
  44: Resnet44Cfg
  56: Resnet56Cfg
  110: Resnet110Cfg
}

/** Output channels of the three stages. */
export const stageChannels = [16, 32, 64] as const

/**
 * Run-time twin, for any number of blocks a stage.
 *
 * @example
 * resnetCfg(1) // => [16, 32, 64]
 */
export const resnetCfg = (blocks: number): readonly number[] =>
  stageChannels.flatMap((channels) => Array.from({ length: blocks }, () => channels))
