/** The default cfgs of a VGG: widths of convolutions, 'M' for a max-pool. Configurations A, B, D and E of Simonyan and Zisserman 2015. */

export type Vgg11Cfg = [64, 'M', 128, 'M', 256, 256, 'M', 512, 512, 'M', 512, 512]
export type Vgg13Cfg = [64, 64, 'M', 128, 128, 'M', 256, 256, 'M', 512, 512, 'M', 512, 512]
export type Vgg16Cfg = [64, 64, 'M', 128, 128, 'M', 256, 256, 256, 'M', 512, 512, 512, 'M', 512, 512, 512]
export type Vgg19Cfg = [64, 64, 'M', 128, 128, 'M', 256, 256, 256, 256, 'M', 512, 512, 512, 512, 'M', 512, 512, 512, 512]

/** By depth. */
export interface VggCfgs {
  readonly 11: Vgg11Cfg
  readonly 13: Vgg13Cfg
  readonly 16: Vgg16Cfg
  readonly 19: Vgg19Cfg
}

/** Run-time twin of `VggCfgs`. */
export const vggCfgs: VggCfgs = {
  11: [64, 'M', 128, 'M', 256, 256, 'M', 512, 512, 'M', 512, 512],
  13: [64, 64, 'M', 128, 128, 'M', 256, 256, 'M', 512, 512, 'M', 512, 512],
  16: [64, 64, 'M', 128, 128, 'M', 256, 256, 256, 'M', 512, 512, 512, 'M', 512, 512, 512],
  19: [64, 64, 'M', 128, 128, 'M', 256, 256, 256, 256, 'M', 512, 512, 512, 512, 'M', 512, 512, 512, 512],
}
