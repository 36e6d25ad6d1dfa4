/** What a stranger writes with pools whose last window reaches beyond the map: trained, saved, loaded, pruned, frozen. */
import { either as E, function as F } from 'fp-ts'
import { expect, test } from 'vitest'
import * as _ from '../../lib/index.js'
import { describeOnBackends } from '../engine/backends.js'
import { arrayFrom } from '../engine/arbitraryArray.js'
import { samplesFrom } from '../setup/answers.js'

const network = _.sequential(
  _.input(15, 15, 3),
  _.conv2d(3, 8, { stride: 2, padding: 0 }), // 7 cells a side
  _.relu,
  _.maxPool(2, { ceilMode: true }), // 4
  _.conv2d(8, 12),
  _.relu,
  _.averagePool(3, { stride: 2, ceilMode: true }), // 2
  _.flatten,
  _.linear(48, 4),
)(_.key(1))

const samples = _.orThrow(
  _.dataset({ shape: [15, 15, 3], classes: 4, values: samplesFrom(2, [15, 15, 3], 8), labels: [0, 1, 2, 3, 0, 1, 2, 3] }),
)

describeOnBackends('a small network with pools in ceil mode', (backend) => {
  test('is trained, saved, loaded, pruned and frozen as any other', async () => {
    const options = { epochs: 1, batchSize: 8, learningRate: 0.1, key: _.key(2) }
    const trained = _.orThrow(await _.train(backend(), network, samples, options)())
    expect(trained.arch).toEqual([
      ...['conv2d 3x3/2 pad 0', 'relu', 'maxPool 2 ceil', 'conv2d', 'relu', 'averagePool 3/2 ceil', 'flatten', 'linear'],
    ])

    const loaded = _.orThrow(F.pipe(_.decodeNetwork(_.encodeNetwork(trained)), E.flatMap(_.refine([8, 12]))))
    expect(loaded).toEqual(trained)

    const slim = F.pipe(loaded, _.narrow(_.l1Norm, [4, 6]))
    const batch = _.orThrow(_.tensor([2, 15, 15, 3], Float32Array.from(arrayFrom(3, [2, 15, 15, 3]).values)))
    const asked = _.orThrow(await _.frozen(backend(), slim)(batch)())
    const answered = _.orThrow(await _.forward(backend(), slim, batch)())
    expect(asked.shape).toEqual([2, 4])
    for (const [at, value] of asked.values.entries()) expect(value).toBeCloseTo(answered.values[at]!, 5)
  })
})
