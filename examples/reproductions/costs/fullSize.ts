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
import { type Line, line, type Published, type Study } from '../study.js'

const mlp = (cfg: readonly number[]): Architecture => ({ family: 'mlp', input: [28, 28, 1], cfg, classes: 10 })
const onImagenet = (shortcut: 'subsample' | 'projection', third = 256): Architecture => ({
  family: 'resnet34',
  shortcut,
  outChannels: [64, 128, third, 512],
})

const reimplementation = 'VGG-19 at 70 %, of a reimplementation'

const timed = (of: Stage, batches: readonly number[]): Timed => ({ stage: 'timed', of, batches })
const [small, large] = [
  [1, 64],
  [1], // 64 images of ImageNet take a minute and more
] as const

/** The network whole, and as each rule leaves it. */
const costsOf = (
  name: string,
  network: Architecture,
  rules: readonly (readonly [string, Rule])[],
  batches: readonly number[] = small,
): readonly Line[] => [
  line(name, timed(fresh(network), batches), sizes[name]),
  ...rules.map(([label, by]): Line => line(label, timed(pruned(fresh(network), by), batches), sizes[label])),
]

/** Parameters, and operations as the paper counts them: Li et al. 2017 multiply-accumulates, Liu et al. 2017 twice as many. */
const li = (parameters: number, multiplyAccumulates: number): Published => ({ parameters, multiplyAccumulates })
const slimming = (parameters: number, operations: number): Published => ({ parameters, multiplyAccumulates: operations / 2 })

/** As printed: Li et al. 2017, tables 1 and 3; Liu et al. 2017, tables 1 and 2; of the VGG-19 at 70 % and the wider stem their code's README. */
const sizes: Readonly<Record<string, Published>> = {
  'VGG-16': li(1.5e7, 3.13e8),
  'VGG-16-A': li(5.4e6, 2.06e8),
  'ResNet-56': li(8.5e5, 1.25e8),
  'ResNet-56-A': li(7.7e5, 1.12e8),
  'ResNet-56-B': li(7.3e5, 9.09e7),
  'ResNet-110': li(1.72e6, 2.53e8),
  'ResNet-110-A': li(1.68e6, 2.13e8),
  'ResNet-110-B': li(1.16e6, 1.55e8),
  'ResNet-34 without projections': li(2.16e7, 3.64e9),
  'ResNet-34-A without projections': li(1.99e7, 3.08e9),
  'ResNet-34-B without projections': li(1.93e7, 2.76e9),
  'ResNet-34-C without projections': li(2.01e7, 3.37e9),
  'VGG-19': slimming(2.004e7, 7.97e8),
  [reimplementation]: li(2.42e6, 2.1084e8),
  'PreResNet-164': slimming(1.7e6, 4.99e8),
  'DenseNet-40': slimming(1.02e6, 5.33e8),
  'DenseNet-40, stem of 24': { parameters: 1.07e6 },
  'VGG-A': { parameters: 1.329e8 },
}

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
  claim:
    'Pruning saves about the same share of the time as of the arithmetic where whole filters go, and less where layers select what they read.',
  source: 'asked here; the networks of Li et al. 2017, tables 1 and 3, and of Liu et al. 2017, tables 1 to 3 and supplement',
  paperIs: 'partly ours',
  note: [
    'What is published stands beside our numbers as it was printed; of Liu et al. 2017, who count two operations for a multiply-accumulate, half of it.',
    '- “Each layer without 40 %”, of PreResNet-164 and DenseNet-40: no paper prints which channels its slimmed networks keep. These are not the slimmed networks of Liu et al. 2017, and have other sizes than those that are printed.',
    '- VGG-19 at 70 % is the cfg of a reimplementation (foolwood/pytorch-slimming), whose README prints sizes that its cfg does not have. Liu et al. 2017 print 2.30 million parameters and 195.5 million multiply-accumulates of their own, and no cfg.',
    '- VGG-19, compact, is in the supplement of Liu et al. 2017: 95.6 % fewer parameters and 77.2 % less arithmetic, as printed.',
    '- The 4.57e10 operations that Liu et al. 2017 print of VGG-A are left out: six for each of our multiply-accumulates.',
    '- ResNet-20 and the MLP of two layers of 200 are studies of our own.',
  ].join('\n\n'),
  lines: (preset) => [
    ...digitMlps,
    ...costsOf('ResNet-20', resnetOf(20), [['ResNet-20, each layer without 50 %', { ratio: 0.5, ranking: { by: 'l1' } }]]),
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
            [reimplementation, to(vgg19At70)],
            ['VGG-19, compact', to(compactVgg19)],
          ]),
          ...costsOf('PreResNet-164', preResnetOf('paper'), [['PreResNet-164, each layer without 40 %', each(0.4)]]),
          ...costsOf('DenseNet-40', densenetOf('paper'), [['DenseNet-40, each layer without 40 %', each(0.4)]]),
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
