import { function as F } from 'fp-ts'
import { expect, test } from 'vitest'
import { densenet } from '../../lib/model/densenet.js'
import { preResnet } from '../../lib/model/preResnet.js'
import { resnet } from '../../lib/model/resnet.js'
import { vgg } from '../../lib/model/vgg.js'
import { l1Norm } from '../../lib/pruning/filterNorm.js'
import { narrow } from '../../lib/pruning/narrow.js'
import { key } from '../../lib/random/key.js'

const classes = 3
const input = [8, 8, 3] as const

test('a VGG keeps its poolings in their places', () => {
  const network = vgg({ cfg: [8, 8, 'M', 16, 16, 'M', 12], classes, input }, key(0))
  const slim = F.pipe(network, narrow(l1Norm, [4, 8, 'M', 5, 16, 'M', 1]))
  expect(slim.cfg).toEqual([4, 8, 'M', 5, 16, 'M', 1])
  expect(F.pipe(slim, narrow(l1Norm, [4, 3, 'M', 5, 2, 'M', 1])).cfg).toEqual([4, 3, 'M', 5, 2, 'M', 1])
})

test('a VGG with a hidden linear layer', () => {
  const network = vgg({ cfg: [8, 'M', 16, 'M', 12], classes, input, linearLayers: 2 }, key(0))
  expect(F.pipe(network, narrow(l1Norm, [4, 'M', 5, 'M', 12])).cfg).toEqual([4, 'M', 5, 'M', 12])
})

test('a ResNet', () => {
  const slim = F.pipe(resnet({ depth: 14, classes, input }, key(0)), narrow(l1Norm, [16, 4, 32, 8, 1, 64]))
  expect([slim.cfg, slim.arch]).toEqual([[16, 4, 32, 8, 1, 64], 'resnet14'])
})

test('a pre-activation ResNet', () => {
  const slim = F.pipe(preResnet({ depth: 11, classes, input }, key(0)), narrow(l1Norm, [9, 16, 4, 30, 8, 32, 128, 1, 64, 100]))
  expect([slim.cfg, slim.arch]).toEqual([[9, 16, 4, 30, 8, 32, 128, 1, 64, 100], 'preResnet11'])
})

test('a DenseNet', () => {
  const slim = F.pipe(
    densenet({ depth: 22, classes, input }, key(0)),
    narrow(l1Norm, [24, 3, 48, 60, 7, 84, 96, 1, 108, 12, 132, 144, 156, 168, 168, 18, 192, 204, 21, 228, 99]),
  )
  expect(slim.cfg).toEqual([24, 3, 48, 60, 7, 84, 96, 1, 108, 12, 132, 144, 156, 168, 168, 18, 192, 204, 21, 228, 99])
})
