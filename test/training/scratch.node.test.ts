import fc from 'fast-check'
import { describe, expect, test, vi } from 'vitest'
import { linear } from '../../lib/layer/linear.js'
import { input, sequential } from '../../lib/network/sequential.js'
import { recipes, slimmingLambda } from '../../lib/training/recipes.js'
import * as _ from '../../lib/training/scratch.js'
import { costRows, networkOf, titleOf } from '../accounting/costRows.js'
import { dropsOf } from './dropsOf.js'

vi.mock('../../lib/random/initializers.js', async (importOriginal) => (await import('../setup/undrawn.js')).undrawn(await importOriginal()))

const network = (title: string) => networkOf(costRows.find((row) => titleOf(row) === title)!)

/** A linear layer without bias: as many multiply-accumulates as it has inputs. */
const ofCost = (macs: number) => sequential(input(macs), linear(macs, 1, { bias: false }))

describe('Scratch-B', () => {
  test.each([
    ['VGG-16, two linear layers', 'VGG-16-A', 243, [121, 182]],
    ['ResNet-56', 'ResNet-56-A', 178, [89, 133]],
    ['ResNet-56', 'ResNet-56-B', 220, [110, 165]],
    ['ResNet-110', 'ResNet-110-A', 190, [95, 142]],
    ['ResNet-110', 'ResNet-110-B', 260, [130, 195]],
    ['DenseNet-40', 'DenseNet-40, slimmed by 0.4', 271, [135, 203]],
    ['PreResNet-20', 'PreResNet-20, slimmed by 0.5', 419, [209, 314]],
    ['VGG-19, an eighth as wide', 'VGG-19, an eighth as wide, slimmed by 0.7', 1518, [759, 1138]],
  ])('%s to %s: %i epochs, as published', (full, pruned, epochs, drops) => {
    const [large, small] = [network(`${full}, 10 classes`), network(`${pruned}, 10 classes`)]
    const scratch = _.scratchB(recipes.cifar, { full: large, pruned: small, convention: 'reference counter' })
    expect(scratch.epochs).toBe(epochs)
    expect(dropsOf(scratch)).toEqual(drops)
    expect({ ...scratch, epochs: 160 }).toEqual(recipes.cifar)
  })

  test('another convention, other epochs', () => {
    const costs = { full: network('VGG-16, two linear layers, 10 classes'), pruned: network('VGG-16-A, 10 classes') }
    expect(_.scratchB(recipes.cifar, { ...costs, convention: 'macs' }).epochs).toBe(Math.trunc((160 * 313463808) / 206279680))
    expect(_.scratchB(recipes.cifar, { ...costs, convention: '2 x macs' }).epochs).toBe(Math.trunc((160 * 313463808) / 206279680))
  })

  test('for ResNet-34 on ImageNet never more than twice the epochs', () => {
    const epochs = (full: number, pruned: number) =>
      _.scratchB(recipes.imagenet, { full: ofCost(full), pruned: ofCost(pruned), convention: 'macs', atMost: 2 })
    expect(epochs(199, 100).epochs).toBe(179)
    expect(dropsOf(epochs(199, 100))).toEqual([59, 119])
    expect(epochs(200, 100).epochs).toBe(180)
    expect(epochs(500, 100).epochs).toBe(180)
    expect(dropsOf(epochs(500, 100))).toEqual([60, 120])
  })

  test('as many operations as the full training, less than one epoch short; the same network: the same recipe', () => {
    const cost = fc.integer({ min: 1, max: 3000 })
    fc.assert(
      fc.property(cost, cost, (full, pruned) => {
        const { epochs } = _.scratchB(recipes.cifar, { full: ofCost(full), pruned: ofCost(pruned), convention: 'macs' })
        expect(epochs * pruned).toBeLessThanOrEqual(160 * full)
        expect((epochs + 1) * pruned).toBeGreaterThan(160 * full - pruned * 1e-9)
        expect(_.scratchB(recipes.cifar, { full: ofCost(full), pruned: ofCost(full), convention: 'macs' })).toEqual(recipes.cifar)
      }),
    )
  })
})

test('the sparsity term is for the network to be pruned, not for what comes from scratch', () => {
  const sparse = { ...recipes.slimmingCifar, sparsity: slimmingLambda.vgg }
  expect(_.scratchE(sparse)).toEqual(recipes.slimmingCifar)
  expect(_.scratchB(sparse, { full: ofCost(2), pruned: ofCost(1), convention: 'macs' }).sparsity).toBeUndefined()
})
