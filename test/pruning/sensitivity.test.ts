import { either as E } from 'fp-ts'
import { expect, test } from 'vitest'
import { targetDataset } from '../../lib/data/targetDataset.js'
import { vectors } from '../../lib/data/target.js'
import { convnet } from '../../lib/model/convnet.js'
import { vgg } from '../../lib/model/vgg.js'
import { batchNormScale } from '../../lib/pruning/batchNormScale.js'
import { cut } from '../../lib/pruning/cut.js'
import { l1Norm } from '../../lib/pruning/filterNorm.js'
import { planByRatio } from '../../lib/pruning/planTo.js'
import * as _ from '../../lib/pruning/sensitivity.js'
import { key } from '../../lib/random/key.js'
import { evaluate } from '../../lib/training/evaluate.js'
import { describeOnBackends } from '../engine/backends.js'
import { right } from '../setup/answers.js'
import { learnable } from '../setup/samples.js'

describeOnBackends('sensitivity', (backend) => {
  const network = convnet({ input: [8, 8, 1], cfg: [4, 6, 8], classes: 3 }, key(3))
  const samples = learnable([8, 8, 1], 3, 30)

  test('one row for each layer and ratio; each is the evaluation of the network with that one layer cut', async () => {
    const ratios = [0, 0.5, 0.75]
    const rows = right(await _.sensitivity(backend(), network, samples, l1Norm, ratios)())
    expect(rows.map(({ index, ratio, width }) => [index, ratio, width])).toEqual([
      [0, 0, 4],
      [0, 0.5, 2],
      [0, 0.75, 1],
      [1, 0, 6],
      [1, 0.5, 3],
      [1, 0.75, 1],
      [2, 0, 8],
      [2, 0.5, 4],
      [2, 0.75, 2],
    ])
    const whole = right(await evaluate(backend(), network, samples)()).accuracy
    for (const row of rows.filter(({ ratio }) => ratio === 0)) expect(row.accuracy).toBe(whole)
    for (const { index, ratio, accuracy } of rows) {
      const plan = right(
        planByRatio(
          l1Norm,
          [0, 1, 2].map((at) => (at === index ? ratio : 0)),
        )(network),
      )
      expect(accuracy).toBe(right(await evaluate(backend(), right(cut(plan)(network)), samples)()).accuracy)
    }
  })

  test("a VGG's layers are numbered as its cfg has them, and a batch size is taken", async () => {
    const pooled = vgg({ cfg: [4, 'M', 6, 8], classes: 3, input: [8, 8, 1] }, key(0))
    const rows = right(await _.sensitivity(backend(), pooled, samples, l1Norm, [0, 0.5], { batchSize: 7 })())
    expect(rows.map(({ index, width }) => [index, width])).toEqual([
      [0, 4],
      [0, 2],
      [2, 6],
      [2, 3],
      [3, 8],
      [3, 4],
    ])
    const half = right(cut(right(planByRatio(l1Norm, [0, 'M', 0.5, 0])(pooled)))(pooled))
    expect(rows[3]?.accuracy).toBe(right(await evaluate(backend(), half, samples)()).accuracy)
    const none = await _.sensitivity(backend(), pooled, samples, l1Norm, [0], { batchSize: 0 })()
    expect(none).toMatchObject({ left: { _tag: 'BadOption', option: 'batchSize' } })
  })

  test('a ratio that is none, an emptied layer, a criterion without scores and foreign samples are Lefts', async () => {
    expect(await _.sensitivity(backend(), network, samples, l1Norm, [1])()).toEqual(E.left({ _tag: 'BadRatio', ratio: 1 }))
    expect(await _.sensitivity(backend(), network, samples, l1Norm, [0.9])()).toMatchObject({ left: { _tag: 'EmptiedLayer', index: 0 } })
    expect(right(await _.sensitivity(backend(), network, samples, batchNormScale, [0.5])()).length).toBe(3)
    expect(await _.sensitivity(backend(), network, learnable([8, 8, 1], 4, 5), l1Norm, [0])()).toMatchObject({
      left: { _tag: 'DatasetMismatch' },
    })
    expect(await _.sensitivity(backend(), network, samples, l1Norm, [])()).toEqual(E.right([]))
  })

  test('answers that are not classes have no accuracy', () => {
    const answers = right(targetDataset({ shape: [8, 8, 1], values: new Float32Array(128), targets: vectors([3], new Float32Array(6)) }))
    expect(() => _.sensitivity(backend(), network, answers as never, l1Norm, [0])).toThrow(
      /^narrownet: sensitivity: the data set is .*, not one of classes/,
    )
  })
})
