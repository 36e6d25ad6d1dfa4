/** A task as it is read back from a file: every kind of stage with what it needs. The types are in stage.ts, training.ts and architecture.ts. */
import * as t from 'io-ts'
import type { Spec } from 'narrownet'
import type { Architecture } from './architecture.js'
import { fieldsCodec, guardCodec, optional, type Reader, taggedCodec } from './fieldsCodec.js'
import type { Fresh, Images, Pruned, Ranking, Rule, Scratch, SensitivityOf, Stage, Sweep, Task, Timed, Trained } from './stage.js'
import type { Rate, Training } from './training.js'

/** The member of a union that can have such a tag. */
type Of<Union, Tag extends PropertyKey, Kind> = Union extends { readonly [Field in Tag]: infer Own }
  ? Kind extends Own
    ? Union
    : never
  : never

const words = <const Words extends readonly string[]>(...allowed: Words): t.Type<Words[number], unknown, unknown> =>
  guardCodec(`one of ${allowed.join(', ')}`, (value): value is Words[number] => allowed.some((word) => word === value))
const numbers = t.readonlyArray(t.number)
const cfg = t.readonlyArray(t.union([t.number, t.literal('M')]))
const sizes = t.readonly(t.tuple([t.number, t.number, t.number]))

/** What a layer is made of is checked where the network is built. */
const layers = guardCodec(
  'a list of layers',
  (value): value is readonly Spec[] =>
    Array.isArray(value) && value.every((layer) => t.UnknownRecord.is(layer) && typeof layer['_tag'] === 'string'),
)

type Family<Name> = Of<Architecture, 'family', Name>
const architecture = taggedCodec<Architecture>('family', 'a network', {
  mlp: fieldsCodec<Family<'mlp'>>('an MLP', { family: t.literal('mlp'), input: sizes, cfg: numbers, classes: t.number }),
  convnet: fieldsCodec<Family<'convnet'>>('a ConvNet', { family: t.literal('convnet'), input: sizes, cfg: sizes, classes: t.number }),
  vgg: fieldsCodec<Family<'vgg'>>('a VGG', {
    family: t.literal('vgg'),
    cfg,
    classes: t.number,
    linearLayers: t.union([t.literal(1), t.literal(2)]),
    initialScale: t.number,
  }),
  resnet: fieldsCodec<Family<'resnet'>>('a ResNet', {
    family: t.literal('resnet'),
    depth: t.number,
    classes: t.number,
    shortcut: words('averagePool', 'subsample', 'projection'),
  }),
  resnet34: fieldsCodec<Family<'resnet34'>>('a ResNet-34', {
    family: t.literal('resnet34'),
    shortcut: words('subsample', 'projection'),
    outChannels: t.readonly(t.tuple([t.number, t.number, t.number, t.number])),
  }),
  vggA: fieldsCodec<Family<'vggA'>>('a VGG-A', { family: t.literal('vggA') }),
  preResnet: fieldsCodec<Family<'preResnet'>>('a PreResNet', { family: t.literal('preResnet'), depth: t.number, classes: t.number }),
  densenet: fieldsCodec<Family<'densenet'>>('a DenseNet', {
    family: t.literal('densenet'),
    depth: t.number,
    classes: t.number,
    stem: t.number,
  }),
  mobilenetV2: fieldsCodec<Family<'mobilenetV2'>>('a MobileNetV2', {
    family: t.literal('mobilenetV2'),
    width: t.number,
    classes: t.number,
  }),
  layers: fieldsCodec<Family<'layers'>>('a network of layers', { family: t.literal('layers'), input: numbers, layers }),
})

const published = fieldsCodec<Of<Images, 'set', 'mnist'>>('images of a data set', {
  set: words('mnist', 'cifar10'),
  training: optional(t.number),
  test: optional(t.number),
  digest: optional(t.string),
})
const drawn = fieldsCodec<Of<Images, 'set', 'digits'>>('images that are drawn', {
  set: words('digits', 'colored digits'),
  training: t.number,
  test: t.number,
})
const images = taggedCodec<Images>('set', 'images', { mnist: published, cifar10: published, digits: drawn, 'colored digits': drawn })

type Shaped<Name> = Of<Rate, 'shape', Name>
const rate = taggedCodec<Rate>('shape', 'a learning rate', {
  constant: fieldsCodec<Shaped<'constant'>>('a constant rate', { shape: t.literal('constant'), rate: t.number }),
  staged: fieldsCodec<Shaped<'staged'>>('a rate in stages', { shape: t.literal('staged'), rate: t.number, stages: numbers }),
  cosine: fieldsCodec<Shaped<'cosine'>>('a rate by a cosine', { shape: t.literal('cosine'), rate: t.number, warmUp: t.number }),
})
const training = fieldsCodec<Training>('a training', {
  epochs: t.number,
  batchSize: t.number,
  rate,
  momentum: t.number,
  nesterov: t.boolean,
  weightDecay: t.number,
  sparsity: optional(
    fieldsCodec<Required<Training>['sparsity']>('a sparsity term', { lambda: t.number, over: words('maps', 'everywhere') }),
  ),
  augmentation: words('none', 'black border', 'mean border'),
  distilled: optional(fieldsCodec<Required<Training>['distilled']>('a distillation', { temperature: t.number, weight: t.number })),
})

const byWeights = fieldsCodec<Of<Ranking, 'by', 'l1'>>('a ranking', { by: words('l1', 'l2', 'scale', 'random') })
const ranking = taggedCodec<Ranking>('by', 'a ranking', {
  l1: byWeights,
  l2: byWeights,
  scale: byWeights,
  random: byWeights,
  activation: fieldsCodec<Of<Ranking, 'by', 'activation'>>('a ranking by activations', {
    by: t.literal('activation'),
    statistic: words('mean-mean', 'mean-std', 'mean-l1', 'mean-l2', 'var-l2'),
    images,
  }),
  largest: fieldsCodec<Of<Ranking, 'by', 'largest'>>('a ranking from the other end', { by: t.literal('largest'), of: words('l1', 'l2') }),
})
const rules: readonly Reader<Rule>[] = [
  fieldsCodec<Extract<Rule, { readonly to: unknown }>>('widths', { to: cfg, ranking }),
  fieldsCodec<Extract<Rule, { readonly ratio: unknown }>>('a ratio', {
    ratio: t.union([t.number, cfg]),
    ranking,
    selection: optional(words('independent', 'greedy')),
  }),
  fieldsCodec<Extract<Rule, { readonly slimming: unknown }>>('a slimming', {
    slimming: t.number,
    over: words('maps', 'everywhere'),
    maximumRatio: optional(t.number),
    minimumWidth: optional(t.number),
  }),
  fieldsCodec<Extract<Rule, { readonly weights: unknown }>>('masked weights', { weights: t.number, layers: words('all', 'convolutions') }),
]
const rule = guardCodec('a rule of pruning (to, ratio, slimming or weights)', (value): value is Rule =>
  rules.some((each) => each.is(value)),
)

/** A stage has stages inside. */
const stage: t.Type<Stage, unknown, unknown> = t.recursion<Stage, unknown>('a stage', () =>
  taggedCodec<Stage>('stage', 'a stage', {
    fresh: fieldsCodec<Fresh>('a network', { stage: t.literal('fresh'), network: architecture }),
    trained,
    pruned: fieldsCodec<Pruned>('a pruning', { stage: t.literal('pruned'), from: stage, by: rule }),
    scratch,
  }),
)
const trained = fieldsCodec<Trained>('a training', { stage: t.literal('trained'), from: stage, images, training })
const scratch = fieldsCodec<Scratch>('a training from scratch', {
  stage: t.literal('scratch'),
  shape: stage,
  images,
  training,
  budget: words('epochs', 'arithmetic'),
})

export const taskCodec = taggedCodec<Task>('stage', 'a task', {
  trained,
  scratch,
  sweep: fieldsCodec<Sweep>('a sweep', {
    stage: t.literal('sweep'),
    of: stage,
    images,
    rankings: t.readonlyArray(ranking),
    selections: t.readonlyArray(words('independent', 'greedy')),
    ratios: numbers,
  }),
  sensitivity: fieldsCodec<SensitivityOf>('a sensitivity', {
    stage: t.literal('sensitivity'),
    of: stage,
    images,
    ranking,
    ratios: numbers,
  }),
  timed: fieldsCodec<Timed>('a timing', { stage: t.literal('timed'), of: stage, batches: numbers }),
})
