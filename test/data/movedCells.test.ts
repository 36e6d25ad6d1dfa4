/** What the cells of samples are to be answered by moves with the samples that an augmentation moves. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import * as _ from '../../lib/data/augmentation.js'
import { batchAt } from '../../lib/data/batch.js'
import { cellClasses } from '../../lib/data/cellClasses.js'
import { probabilities, severalLabels, type Target, vectors } from '../../lib/data/target.js'
import { targetDataset } from '../../lib/data/targetDataset.js'
import { key } from '../../lib/random/key.js'
import { right } from '../setup/answers.js'

const side = fc.integer({ min: 1, max: 6 })
const papers: _.Augmentation = { crop: { padding: 4 }, flip: true }

describe('what each cell of a sample has', () => {
  const drawn = fc.record({
    map: fc.tuple(side, side),
    count: fc.integer({ min: 1, max: 4 }),
    wanted: fc.nat({ max: 5 }),
    flip: fc.boolean(),
    seed: fc.integer(),
  })

  const classAt = (cell: number): number => ((cell * cell) % 5 < 2 ? 1 : 0)

  it('moves as the samples do: labels, which are not beyond the border, as classes where there may be none; others and numbers, which are mirrored', () => {
    fc.assert(
      fc.property(drawn, fc.constantFrom('labels', 'classes', 'numbers', 'classes or none'), ({ map, count, wanted, flip, seed }, of) => {
        const [height, width] = map
        const classOf = (cell: number): number => (of === 'classes or none' && cell % 3 === 1 ? 255 : classAt(cell))
        const shape = [height, width, 2] as const
        const values = Float32Array.from({ length: count * height * width * 2 }, (_unused, at) =>
          of === 'numbers'
            ? Math.sin(at) + 2
            : of === 'labels'
              ? (at * at) % 5 < 2
                ? 1
                : 0
              : classOf(Math.floor(at / 2)) === at % 2
                ? 1
                : 0,
        )
        // what is seen is what is to be answered, also beyond the border: a stored 0
        const targets: Target =
          of === 'numbers'
            ? vectors(shape, values)
            : of === 'labels'
              ? severalLabels(2, values, { map })
              : right(
                  cellClasses(
                    2,
                    Array.from({ length: values.length / 2 }, (_unused, cell) => classOf(cell)),
                    { map, ...(of === 'classes or none' && { unlabeled: 255 }) },
                  ),
                )
        const samples = right(targetDataset({ shape, values, targets, normalization: 'none' }))
        const augmentation = {
          crop: { padding: of === 'labels' || of === 'classes or none' ? wanted % Math.min(height, width) : 0 },
          flip: flip && width > 1,
        }
        const indices = Array.from({ length: count }, (_unused, at) => count - 1 - at)
        const moved = batchAt(samples, indices, { augmentation, key: key(seed) })
        expect(moved.targets).toEqual(moved.input)
      }),
    )
  })

  it('stays where the answer is to a sample as a whole', () => {
    const values = Float32Array.from({ length: 24 }, (_unused, at) => at)
    const targets = vectors([2], [1, 2, 3, 4])
    const samples = right(targetDataset({ shape: [3, 4, 1], values, targets, normalization: 'none' }))
    expect(batchAt(samples, [1, 0], { augmentation: { crop: { padding: 2 }, flip: true }, key: key(1) }).targets.values).toEqual(
      Float32Array.of(3, 4, 1, 2),
    )
  })

  it.each([
    [
      { crop: { padding: 1 } },
      vectors([4, 4, 1], []),
      'augmentation.crop.padding',
      '0 where every cell has numbers to learn, which cells beyond the border have not',
    ],
    [
      { crop: { padding: 1 } },
      probabilities(3, [], { map: [4, 4] }),
      'augmentation.crop.padding',
      '0 where every cell has a class to learn, which cells beyond the border have not: by cellClasses(..., { unlabeled: 255 }), say, these are of no class',
    ],
    [papers, { ...probabilities(3, [], { map: [8, 8] }), unlabeled: 255 }, 'augmentation', 'masks as large as the samples, [4,4]'],
    [{ crop: { padding: 1 } }, { ...probabilities(3, [], { map: [4, 4] }), unlabeled: 255 }, undefined, undefined],
    [{ flip: true }, probabilities(3, [], { map: [4, 4] }), undefined, undefined],
    [papers, probabilities(3, []), 'augmentation.crop.padding', 'a whole number from 0 to 3'],
    [{ crop: { padding: 9 } }, vectors([4, 4, 1], []), 'augmentation.crop.padding', 'a whole number from 0 to 3'],
    [{ flip: true }, vectors([2, 2, 1], []), 'augmentation', 'maps of numbers as large as the samples, [4,4]'],
    [{ flip: true }, severalLabels(1, [], { map: [2, 2] }), 'augmentation', 'masks as large as the samples, [4,4]'],
    [{ flip: true, crop: { padding: 0 } }, vectors([4, 4, 3], []), undefined, undefined],
    [papers, vectors([3], []), 'augmentation.crop.padding', 'a whole number from 0 to 3'],
  ] satisfies [_.Augmentation, Target, string | undefined, string | undefined][])(
    '%j of %j: %s, %s',
    (augmentation, target, field, expected) => {
      const problem = _.augmentationProblem(augmentation, [4, 4, 1], target)
      expect([problem?.field, problem?.expected]).toEqual([field, expected])
    },
  )
})
