import { function as F } from 'fp-ts'
import { expect, test } from 'vitest'
import { resnet } from '../../lib/model/resnet.js'
import { vgg } from '../../lib/model/vgg.js'
import { l1Norm } from '../../lib/pruning/filterNorm.js'
import { narrow } from '../../lib/pruning/narrow.js'
import { keptCount } from '../../lib/pruning/planTo.js'
import { published } from '../../lib/pruning/published.js'
import { key } from '../../lib/random/key.js'

/** Stages of so many blocks and channels, a ratio each, blocks kept whole by the number of their first convolution. */
const byRule = (
  blocks: readonly number[],
  channels: readonly number[],
  ratios: readonly number[],
  whole: readonly number[],
): readonly number[] => {
  const stages = blocks.flatMap((count, stage) => Array.from({ length: count }, () => stage))
  return stages.map((stage, block) => (whole.includes(2 * block + 2) ? channels[stage]! : keptCount(channels[stage]!, ratios[stage]!)))
}

const small = [16, 32, 64]
const large = [64, 128, 256, 512]
const wholeIn34 = [2, 8, 14, 16, 26, 28, 30, 32]

test.each([
  ['resnet56A', [9, 9, 9], small, [0.1, 0.1, 0.1], [16, 20, 38, 54]],
  ['resnet56B', [9, 9, 9], small, [0.6, 0.3, 0.1], [16, 18, 20, 34, 38, 54]],
  ['resnet110A', [18, 18, 18], small, [0.5, 0, 0], [36]],
  ['resnet110B', [18, 18, 18], small, [0.5, 0.4, 0.3], [36, 38, 74]],
  ['resnet34A', [3, 4, 6, 3], large, [0.3, 0.3, 0.3, 0], wholeIn34],
  ['resnet34B', [3, 4, 6, 3], large, [0.5, 0.6, 0.4, 0], wholeIn34],
] as const)('%s is what its ratios and whole blocks give', (name, blocks, channels, ratios, whole) => {
  expect(published[name]).toEqual(byRule(blocks, channels, ratios, whole))
})

test('VGG-16-pruned-A: the first and the last six convolutions at half', () => {
  const wide = [64, 64, 'M', 128, 128, 'M', 256, 256, 256, 'M', 512, 512, 512, 'M', 512, 512, 512, 512] as const
  const halved = [0, 10, 11, 12, 14, 15, 16]
  expect(published.vgg16A).toEqual(wide.map((entry, at) => (entry !== 'M' && halved.includes(at) ? keptCount(entry, 0.5) : entry)))
})

test('ResNet-34-pruned-C keeps four fifths', () => {
  expect(published.resnet34C.width).toBe(keptCount(published.resnet34C.channels, 0.2))
})

test('the compiler lets the networks be narrowed to them', () => {
  expect(F.pipe(resnet({ depth: 56, classes: 10 }, key(0)), narrow(l1Norm, published.resnet56A)).cfg).toEqual(published.resnet56A)
  expect(F.pipe(resnet({ depth: 110, classes: 10 }, key(0)), narrow(l1Norm, published.resnet110B)).cfg).toEqual(published.resnet110B)
  const cfg = [64, 64, 'M', 128, 128, 'M', 256, 256, 256, 'M', 512, 512, 512, 'M', 512, 512, 512, 512] as const
  const wide = vgg({ depth: 16, classes: 10, cfg, linearLayers: 2 }, key(0))
  expect(F.pipe(wide, narrow(l1Norm, published.vgg16A)).cfg).toEqual(published.vgg16A)
})
