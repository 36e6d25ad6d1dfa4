/**
 * What every published network costs, whole and pruned: parameters and arithmetic, exact, and milliseconds of a pass ready to serve, one image at a
 * time and 64. Weights are first ones: what a pass takes does not follow from them. At a glance the small ones alone.
 *
 * Published cfgs of pruned networks are Li et al. 2017's, those of the MNIST MLPs, and two of VGG-19: the compact one of Liu et al. 2017 (supplement)
 * and that of a reimplementation at 70 %. Of PreResNet-164 and DenseNet-40 none was printed: here each selection and layer loses 40 %.
 */
import { type Cfg, published } from 'narrownet'
import type { Architecture } from '../architecture.js'
import { densenetOf, preResnetOf, resnetOf, vgg16Of, vgg19Of } from '../baselines.js'
import { fresh, pruned, type Rule, type Stage, type Timed } from '../stage.js'
import { type Line, line, type Study } from '../study.js'

const mlp = (cfg: readonly number[]): Architecture => ({ family: 'mlp', input: [28, 28, 1], cfg, classes: 10 })
const onImagenet = (shortcut: 'subsample' | 'projection', third = 256): Architecture => ({
  family: 'resnet34',
  shortcut,
  outChannels: [64, 128, third, 512],
})

const timed = (of: Stage, batches: readonly number[]): Timed => ({ stage: 'timed', of, batches })
const [small, large] = [
  [1, 64],
  [1], // 64 images of ImageNet take a minute and more
] as const

/** The network whole, and as each rule leaves it. */
const costsOf = (name: string, network: Architecture, rules: readonly (readonly [string, Rule])[], batches: readonly number[] = small) => [
  line(name, timed(fresh(network), batches)),
  ...rules.map(([label, by]): Line => line(label, timed(pruned(fresh(network), by), batches))),
]

const to = (cfg: Cfg): Rule => ({ to: cfg, ranking: { by: 'l1' } })
const each = (ratio: number): Rule => ({ ratio, ranking: { by: 'scale' } })

const compactVgg19 = [22, 62, 'M', 83, 119, 'M', 193, 168, 85, 40, 'M', 32, 32, 32, 32, 'M', 32, 32, 32, 38] as const
const vgg19At70 = [49, 64, 'M', 128, 128, 'M', 256, 254, 234, 198, 'M', 114, 41, 24, 11, 'M', 14, 13, 19, 104] as const

const digitMlps: readonly Line[] = [
  ...costsOf('MLP 784-200-200-10', mlp([200, 200]), [['MLP 784-50-100-10', to([50, 100])]]),
  ...costsOf('MLP 784-500-300-10', mlp([500, 300]), [['MLP 784-100-60-10', to([100, 60])]]),
]

export const fullSizeStudy: Study = {
  name: 'costs/full-size',
  claim: 'Pruning saves about as much time as arithmetic where whole filters go, and less where selections read what is left.',
  source: 'Li et al. 2017, tables 1 and 3; Liu et al. 2017, table 1 and supplement',
  lines: (preset) => [
    ...digitMlps,
    ...costsOf('ResNet-20', resnetOf(20), [['ResNet-20 without 50 %', { ratio: 0.5, ranking: { by: 'l1' } }]]),
    ...(preset === 'smoke'
      ? []
      : [
          ...costsOf('VGG-16', vgg16Of('paper'), [['VGG-16-A', to(published.vgg16A)]]),
          ...costsOf('ResNet-56', resnetOf(56), [
            ['ResNet-56-A', to(published.resnet56A)],
            ['ResNet-56-B', to(published.resnet56B)],
          ]),
          ...costsOf('ResNet-110', resnetOf(110), [
            ['ResNet-110-A', to(published.resnet110A)],
            ['ResNet-110-B', to(published.resnet110B)],
          ]),
          ...costsOf('VGG-19', vgg19Of('paper'), [
            ['VGG-19 at 70 %', to(vgg19At70)],
            ['VGG-19, compact', to(compactVgg19)],
          ]),
          ...costsOf('PreResNet-164', preResnetOf('paper'), [['PreResNet-164 without 40 %', each(0.4)]]),
          ...costsOf('DenseNet-40', densenetOf('paper'), [['DenseNet-40 without 40 %', each(0.4)]]),
          ...costsOf('DenseNet-40, stem of 24', { ...densenetOf('paper'), stem: 24 }, []),
          ...costsOf(
            'ResNet-34 without projections',
            onImagenet('subsample'),
            [
              ['ResNet-34-A without projections', to(published.resnet34A)],
              ['ResNet-34-B without projections', to(published.resnet34B)],
            ],
            large,
          ),
          ...costsOf('ResNet-34-C without projections', onImagenet('subsample', published.resnet34C.width), [], large),
          ...costsOf(
            'ResNet-34',
            onImagenet('projection'),
            [
              ['ResNet-34-A', to(published.resnet34A)],
              ['ResNet-34-B', to(published.resnet34B)],
            ],
            large,
          ),
          ...costsOf('VGG-A', { family: 'vggA' }, [], large),
        ]),
  ],
}
