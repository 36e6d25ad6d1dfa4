import { describe, expect, test } from 'vitest'
import { optionProblem, settingsOf } from '../../lib/training/options.js'
import { type Recipe, recipes, slimmingLambda } from '../../lib/training/recipes.js'
import { key } from '../../lib/random/key.js'
import { syntheticDigits } from '../../lib/data/syntheticDigits.js'
import { dropsOf } from './dropsOf.js'

const rateAtFirst = ({ learningRate, epochs }: Recipe): number =>
  typeof learningRate === 'number' ? learningRate : learningRate({ epoch: 0, epochs, step: 0, stepsPerEpoch: 1 })

describe('recipes', () => {
  test.each<[keyof typeof recipes, epochs: number, batchSize: number, rate: number, drops: readonly number[], nesterov: boolean]>([
    ['cifar', 160, 64, 0.1, [80, 120], false],
    ['cifarFineTuning', 40, 64, 0.001, [], false],
    ['imagenet', 90, 256, 0.1, [30, 60], false],
    ['imagenetFineTuning', 20, 256, 0.001, [], false],
    ['slimmingCifar', 160, 64, 0.1, [80, 120], true],
    ['slimmingSvhn', 20, 64, 0.1, [10, 15], true],
    ['slimmingImagenet', 60, 256, 0.1, [20, 40], true],
    ['slimmingImagenetFineTuning', 5, 256, 0.001, [], true],
    ['slimmingMnist', 30, 256, 0.1, [10, 20], true],
  ])('%s', (name, epochs, batchSize, rate, drops, nesterov) => {
    const recipe: Recipe = recipes[name]
    expect(recipe).toMatchObject({ epochs, batchSize, nesterov, momentum: 0.9, weightDecay: 1e-4 })
    expect(recipe.sparsity).toBeUndefined()
    expect(rateAtFirst(recipe)).toBe(rate)
    expect(dropsOf(recipe)).toEqual(drops)
  })

  test('what a fit accepts, with and without the sparsity term', () => {
    const samples = syntheticDigits({ count: 2, key: key(0) })
    for (const recipe of Object.values<Recipe>(recipes)) {
      for (const sparsity of [undefined, ...Object.values(slimmingLambda)]) {
        const options = { ...recipe, ...(sparsity && { sparsity }), key: key(0) }
        expect(optionProblem(settingsOf(options, samples), samples, options, { input: samples.shape, output: [10] })).toBeUndefined()
      }
    }
  })

  test('the border of a crop is black in the code of 2019, the mean in the paper of 2017', () => {
    expect(recipes.cifar.augmentation).toEqual({ crop: { padding: 4, fill: 'black' }, flip: true })
    expect(recipes.slimmingCifar.augmentation).toEqual({ crop: { padding: 4, fill: 'mean' }, flip: true })
  })
})
