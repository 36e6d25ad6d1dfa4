/**
 * The cfgs of a SqueezeNet: what the first convolution makes; of each fire module what is squeezed, and what is expanded by 1x1 and by 3x3 windows.
 * Three modules a row; this layout is not the formatter's (biome.json).
 */

export type SqueezenetCfg = [
  96, 16, 64, 64, 16, 64, 64, 32, 128, 128,
  32, 128, 128, 48, 192, 192, 48, 192, 192,
  64, 256, 256, 64, 256, 256,
]
export type Squeezenet11Cfg = [
  64, 16, 64, 64, 16, 64, 64, 32, 128, 128,
  32, 128, 128, 48, 192, 192, 48, 192, 192,
  64, 256, 256, 64, 256, 256,
]

/** By version. */
export interface SqueezenetCfgs {
  '1.0': SqueezenetCfg
  '1.1': Squeezenet11Cfg
}

const modules = [
  16, 64, 64, 16, 64, 64, 32, 128, 128,
  32, 128, 128, 48, 192, 192, 48, 192, 192,
  64, 256, 256, 64, 256, 256,
] as const

/** Run-time twin of `SqueezenetCfgs`. */
export const squeezenetCfgs: SqueezenetCfgs = { '1.0': [96, ...modules], '1.1': [64, ...modules] }
