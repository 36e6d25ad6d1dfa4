import { expect, test } from 'vitest'
import * as _ from '../../lib/checkpoint/moduleNames.js'
import { type ModuleNames } from '../../lib/checkpoint/moduleNames.js'
import { stateDictOf } from '../../lib/checkpoint/stateDict.js'
import { densenet } from '../../lib/model/densenet.js'
import { preResnet } from '../../lib/model/preResnet.js'
import { resnet } from '../../lib/model/resnet.js'
import { vgg } from '../../lib/model/vgg.js'
import { key } from '../../lib/random/key.js'
import { right } from '../setup/answers.js'
import type { AnyNetwork } from '../setup/parity.js'

/** Modules in forward order. */
const modules = (network: object, names: ModuleNames): readonly string[] => [
  ...new Set([...right(stateDictOf(names)(network as AnyNetwork)).keys()].map((name) => name.replace(/\.[^.]+$/, ''))),
]

/** One stage after another, one block after another. */
const staged = (stage: string, blocks: number, layers: (stage: number, block: number) => readonly string[]): readonly string[] =>
  [1, 2, 3].flatMap((number) =>
    Array.from({ length: blocks }, (_, block) => layers(number, block).map((layer) => `${stage}${number}.${block}.${layer}`)).flat(),
  )

test("ResNet: blocks by stage; a projection is its block's downsample", () => {
  const block = ['conv1', 'bn1', 'conv2', 'bn2']
  expect(modules(resnet({ depth: 20, classes: 10 }, key(0)), _.resnetNames)).toEqual([
    'conv1',
    'bn1',
    ...staged('layer', 3, () => block),
    'fc',
  ])
  expect(modules(resnet({ depth: 14, classes: 10, shortcut: 'projection' }, key(0)), _.resnetNames)).toEqual([
    'conv1',
    'bn1',
    ...staged('layer', 2, (stage, at) => [...(stage > 1 && at === 0 ? ['downsample.0', 'downsample.1'] : []), ...block]),
    'fc',
  ])
})

test('pre-activation ResNet: the first block of each stage has a downsample', () => {
  const block = ['bn1', 'select', 'conv1', 'bn2', 'conv2', 'bn3', 'conv3']
  expect(modules(preResnet({ depth: 29, classes: 10 }, key(0)), _.preResnetNames)).toEqual([
    'conv1',
    ...staged('layer', 3, (_stage, at) => [...(at === 0 ? ['downsample.0'] : []), ...block]),
    ...['bn', 'select', 'fc'],
  ])
})

test('DenseNet: a transition behind the first two blocks', () => {
  const layer = ['bn1', 'select', 'conv1']
  expect(modules(densenet({ depth: 22, classes: 10 }, key(0)), _.densenetNames)).toEqual([
    'conv1',
    ...[1, 2, 3].flatMap((stage) => [
      ...staged('dense', 6, (each) => (each === stage ? layer : [])),
      ...(stage < 3 ? layer.map((each) => `trans${stage}.${each}`) : []),
    ]),
    ...['bn', 'select', 'fc'],
  ])
})

test('VGG: places among the layers, pools and rectifiers counted; the head is one module or a list', () => {
  const cfg = [4, 'M', 4] as const
  expect(modules(vgg({ classes: 10, cfg, input: [8, 8, 3] }, key(0)), _.vggNames)).toEqual([
    'feature.0',
    'feature.1',
    'feature.4',
    'feature.5',
    'classifier',
  ])
  expect(modules(vgg({ classes: 10, cfg: [...cfg, 6], linearLayers: 2, input: [8, 8, 3] }, key(0)), _.imageNetVggNames)).toEqual([
    'features.0',
    'features.1',
    'features.4',
    'features.5',
    'classifier.0',
    'classifier.1',
    'classifier.3',
  ])
})
