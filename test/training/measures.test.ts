import { expect, test } from 'vitest'
import { cellClasses } from '../../lib/data/cellClasses.js'
import { probabilities, severalLabels, vectors } from '../../lib/data/target.js'
import { targetDataset } from '../../lib/data/targetDataset.js'
import { identity } from '../../lib/layer/identity.js'
import { input, sequential } from '../../lib/network/sequential.js'
import { linear } from '../../lib/layer/linear.js'
import { key } from '../../lib/random/key.js'
import { mapArrays } from '../../lib/network/arrays.js'
import { dataset } from '../../lib/data/dataset.js'
import { evaluate } from '../../lib/training/evaluate.js'
import { describeOnBackends } from '../engine/backends.js'
import { logSoftmax } from '../reference/losses.js'
import { right } from '../setup/answers.js'

/** Answers what it is asked. */
const echo = mapArrays(sequential(input(3), identity, linear(3, 3))(key(0)), (values, path) =>
  path.endsWith('bias') ? new Float32Array(3) : Float32Array.of(1, 0, 0, 0, 1, 0, 0, 0, 1),
)
const values = Float32Array.of(3, 2, 1, 0, 0, 5, 1, 1, 0, -1, 4, 2)
const given = { shape: [3], values, normalization: 'none' } as const

describeOnBackends('evaluate by the kind of answers', (backend) => {
  test('classes: right answers, those among the top, and which was taken for which', async () => {
    const samples = right(dataset({ ...given, classes: 3, labels: [0, 1, 1, 2] }))
    const found = right(await evaluate(backend(), echo, samples, { top: 2, confusion: true, batchSize: 3 })())
    // the third sample's first two logits are equal: the lower class is answered
    expect(found).toMatchObject({ accuracy: 0.25, correct: 1, topAccuracy: 0.75, samples: 4 })
    expect(found.confusion).toEqual([
      [1, 0, 0],
      [1, 0, 1],
      [0, 1, 0],
    ])
    expect(Object.keys(right(await evaluate(backend(), echo, samples)()))).toEqual(['loss', 'accuracy', 'correct', 'samples'])
    expect(await evaluate(backend(), echo, samples, { top: 0 })()).toMatchObject({ left: { _tag: 'BadOption', option: 'top' } })
  })

  test.each([true, false])('what may be asked for, or not: %s', async (asked: boolean) => {
    const samples = right(dataset({ ...given, classes: 3, labels: [0, 1, 1, 2] }))
    const measured = [
      right(await evaluate(backend(), echo, samples, { top: asked ? 2 : undefined, confusion: asked ? true : undefined })()),
      right(await evaluate(backend(), echo, samples, asked ? { top: 2, confusion: true } : {})()),
      right(await evaluate(backend(), echo, samples, { ...(asked && { top: 2, confusion: true }) })()),
      right(await evaluate(backend(), echo, samples, asked ? { top: 2, confusion: true } : undefined)()),
    ] as const
    for (const found of measured) {
      const share: number | undefined = found.topAccuracy
      const matrix: readonly (readonly number[])[] | undefined = found.confusion
      expect([share, matrix?.length]).toEqual(asked ? [0.75, 3] : [undefined, undefined])
      // @ts-expect-error: it may not be there
      const certain: number = found.topAccuracy
      expect(certain).toBe(share)
    }
  })

  test('probabilities: the likeliest class is right', async () => {
    const targets = probabilities(3, [0.5, 0.25, 0.25, 0, 0, 1, 0, 1, 0, 0, 0, 1])
    const found = right(await evaluate(backend(), echo, right(targetDataset({ ...given, targets })), { top: 2 })())
    expect(found).toMatchObject({ correct: 2, topAccuracy: 1 })
    const logs = [3, 2, 1, 0, 0, 5, 1, 1, 0, -1, 4, 2].map((value, at, all) => {
      const row = all.slice(at - (at % 3), at - (at % 3) + 3)
      return value - Math.log(row.reduce((sum, other) => sum + Math.exp(other), 0))
    })
    expect(found.loss).toBeCloseTo(-logs.reduce((sum, log, at) => sum + targets.values[at]! * log, 0) / 4, 6)
  })

  test('several labels: each, and all of a sample', async () => {
    const targets = severalLabels(3, [1, 1, 1, 0, 0, 1, 1, 0, 1, 1, 1, 1])
    const found = right(await evaluate(backend(), echo, right(targetDataset({ ...given, targets })))())
    expect(found).toMatchObject({ accuracy: 9 / 12, exactMatch: 0.5, perLabel: [3 / 4, 3 / 4, 3 / 4], samples: 4 })
    expect(found.intersectionOverUnion).toEqual([2 / 3, 2 / 3, 3 / 4])
    const bad = await evaluate(backend(), echo, right(targetDataset({ ...given, targets })), { confusion: true })()
    expect(bad).toMatchObject({ left: { _tag: 'BadOption', option: 'confusion', expected: 'none for severalLabels' } })
  })

  test('labels of the cells of maps: a mask is held against another by their intersection over their union', async () => {
    const targets = severalLabels(['left', 'never'], [1, 0, 0, 0, 1, 0, 1, 0, 0, 0, 0, 0], { map: [1, 3] })
    const maps = { shape: [1, 3, 2], values: Float32Array.of(2, -1, 1, -2, -3, -1, 1, -1, -1, -1, -1, -1), normalization: 'none' } as const
    const same = sequential(input(1, 3, 2), identity)(key(0))
    const found = right(await evaluate(backend(), same, right(targetDataset({ ...maps, targets })))())
    expect(found).toMatchObject({ accuracy: 10 / 12, exactMatch: 0.5, perLabel: [4 / 6, 1], intersectionOverUnion: [2 / 4, 1], samples: 2 })
  })

  test('classes of the cells of maps: each cell counts as a sample does, and the overlap of each class', async () => {
    const targets = right(cellClasses(['left', 'right', 'never'], [0, 1, 1, 0], { map: [1, 2] }))
    const values = Float32Array.of(3, 2, 1, 1, 2, 0, 0, 5, 1, 1, 2, -9)
    const same = sequential(input(1, 2, 3), identity)(key(0))
    const samples = right(targetDataset({ shape: [1, 2, 3], values, normalization: 'none', targets }))
    const found = right(await evaluate(backend(), same, samples, { top: 2, confusion: true, batchSize: 1 })())
    // the last cell is taken for the right
    expect(found).toMatchObject({ accuracy: 3 / 4, correct: 3, samples: 2, topAccuracy: 1, intersectionOverUnion: [1 / 2, 2 / 3, 1] })
    expect(found.confusion).toEqual([
      [1, 1, 0],
      [0, 2, 0],
      [0, 0, 0],
    ])
    const logits = { shape: [4, 3], values: Float64Array.from(values) }
    expect(found.loss).toBeCloseTo(-[0, 1, 1, 0].reduce((sum, label, cell) => sum + logSoftmax(logits, cell, label), 0) / 4, 6)
    expect(Object.keys(right(await evaluate(backend(), same, samples)()))).toEqual([
      'loss',
      'accuracy',
      'correct',
      'samples',
      'intersectionOverUnion',
    ])
  })

  test('vectors: errors, and the share of the variance that is accounted for', async () => {
    const targets = vectors([3], [3, 2, 7, 0, 1, 7, 1, 1, 7, -1, 4, 7])
    const found = right(await evaluate(backend(), echo, right(targetDataset({ ...given, targets })))())
    expect(found.meanSquaredError).toBeCloseTo((36 + 1 + 4 + 49 + 25) / 12, 6)
    expect(found.meanAbsoluteError).toBeCloseTo((6 + 1 + 2 + 7 + 5) / 12, 6)
    // the last number is the same in all samples, and never answered
    expect(found.r2).toBeCloseTo((1 + (1 - 1 / 6) + 0) / 3, 6)
  })
})
