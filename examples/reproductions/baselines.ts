/** The whole networks that rows prune. Two rows that name the same one share its training. */
import type { Cfg } from 'narrownet'
import type { Architecture } from './architecture.js'
import { colors } from './imageSets.js'
import { cifarTraining, slimmingTraining } from './schedules.js'
import { fresh, type Trained, trained } from './stage.js'
import type { Preset } from './study.js'

/** A network by the name that its lines have, and its training. */
export interface Baseline {
  readonly name: string
  readonly whole: Trained
}

/** Li et al. 2017 take 56 and 110 layers. In hours both are ResNet-20, at a glance ResNet-14: the same stages, three or two blocks each. */
export const resnetDepth = (preset: Preset, published: 56 | 110): number => (preset === 'paper' ? published : preset === 'hours' ? 20 : 14)

export const resnetOf = (depth: number): Architecture => ({ family: 'resnet', depth, classes: 10, shortcut: 'averagePool' })

export const wholeResnet = (preset: Preset, published: 56 | 110): Baseline => {
  const depth = resnetDepth(preset, published)
  return { name: `ResNet-${depth}`, whole: trained(fresh(resnetOf(depth)), colors(preset), cifarTraining(preset)) }
}

const [eleven, sixteen, nineteen] = [
  [64, 'M', 128, 'M', 256, 256, 'M', 512, 512, 'M', 512, 512],
  [64, 64, 'M', 128, 128, 'M', 256, 256, 256, 'M', 512, 512, 512, 'M', 512, 512, 512],
  [64, 64, 'M', 128, 128, 'M', 256, 256, 256, 256, 'M', 512, 512, 512, 512, 'M', 512, 512, 512, 512],
] as const satisfies readonly Cfg[]

/** A published cfg; in hours a quarter as wide; at a glance that of VGG-11, an eighth as wide. */
const sized = (preset: Preset, published: Cfg, glance: Cfg): Cfg =>
  (preset === 'smoke' ? glance : published).map((entry) =>
    entry === 'M' ? entry : entry / (preset === 'paper' ? 1 : preset === 'hours' ? 4 : 8),
  )
const vggName = (preset: Preset, depth: 16 | 19): string =>
  preset === 'paper' ? `VGG-${depth}` : preset === 'hours' ? `VGG-${depth}/4` : 'VGG-11/8'

/** Li et al. 2017: convolutions, then a hidden linear layer. */
export const vgg16Of = (preset: Preset): Architecture & { readonly family: 'vgg' } => ({
  family: 'vgg',
  cfg: sized(preset, [...sixteen, 512], [...eleven, 512]),
  classes: 10,
  linearLayers: 2,
  initialScale: 0.5,
})

export const wholeVgg16 = (preset: Preset): Baseline => ({
  name: vggName(preset, 16),
  whole: trained(fresh(vgg16Of(preset)), colors(preset), cifarTraining(preset)),
})

/** Liu et al. 2017: convolutions and one linear layer. */
export const vgg19Of = (preset: Preset): Architecture => ({
  family: 'vgg',
  cfg: sized(preset, nineteen, eleven),
  classes: 10,
  linearLayers: 1,
  initialScale: 0.5,
})

export const sparseVgg19 = (preset: Preset, lambda: number): Baseline => ({
  name: vggName(preset, 19),
  whole: trained(fresh(vgg19Of(preset)), colors(preset), slimmingTraining(preset, lambda)),
})

/** As Liu et al. 2019 train it: without Nesterov's momentum. In hours it is Network Slimming's, so that it is trained once. */
export const plainVgg19 = (preset: Preset, lambda: number): Baseline => {
  const { name, whole } = sparseVgg19(preset, lambda)
  const { nesterov, augmentation } = cifarTraining('paper')
  return preset === 'paper' ? { name, whole: { ...whole, training: { ...whole.training, nesterov, augmentation } } } : { name, whole }
}

/** Published with lambda 1e-5. Where there are so many fewer steps to push a scale in, ten times that. */
const gentle = (preset: Preset): number => (preset === 'paper' ? 1e-5 : 1e-4)

export const preResnetOf = (preset: Preset): Architecture & { readonly family: 'preResnet' } => ({
  family: 'preResnet',
  depth: preset === 'paper' ? 164 : preset === 'hours' ? 20 : 11,
  classes: 10,
})

/** In hours eight epochs: each takes nearly twice a ResNet-20's. */
export const sparsePreResnet = (preset: Preset): Baseline => {
  const [network, training] = [preResnetOf(preset), slimmingTraining(preset, gentle(preset))]
  return {
    name: `PreResNet-${network.depth}`,
    whole: trained(fresh(network), colors(preset), preset === 'hours' ? { ...training, epochs: 8 } : training),
  }
}

/** Its first convolution has 16 channels: those of the paper's counts (its code has 24). */
export const densenetOf = (preset: Preset): Architecture & { readonly family: 'densenet' } => ({
  family: 'densenet',
  depth: preset === 'paper' ? 40 : preset === 'hours' ? 22 : 10,
  classes: 10,
  stem: 16,
})

/** In hours six epochs: each takes three times a ResNet-20's. */
export const sparseDensenet = (preset: Preset): Baseline => {
  const [network, training] = [densenetOf(preset), slimmingTraining(preset, gentle(preset))]
  return {
    name: `DenseNet-${network.depth}`,
    whole: trained(fresh(network), colors(preset), preset === 'hours' ? { ...training, epochs: 6 } : training),
  }
}
