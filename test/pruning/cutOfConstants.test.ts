import { test } from 'vitest'
import { batchNorm } from '../../lib/layer/batchNorm.js'
import { linear } from '../../lib/layer/linear.js'
import { sigmoid } from '../../lib/layer/sigmoid.js'
import { softplus } from '../../lib/layer/softplus.js'
import { arraysOf, mapArrays } from '../../lib/network/arrays.js'
import { sequentialFrom } from '../../lib/network/sequential.js'
import { cut } from '../../lib/pruning/cut.js'
import { key } from '../../lib/random/key.js'
import { describeOnBackends } from '../engine/backends.js'
import { expectClose } from '../engine/expectClose.js'
import { answers, right } from '../setup/answers.js'
import { type AnyShaped, unsettled } from '../setup/networks.js'
import { maskedBy } from '../setup/plans.js'

describeOnBackends('channels behind an activation that does not make 0 of 0', (backend) => {
  test.each([
    [sigmoid, 0.5],
    [softplus, Math.LN2],
  ])('%o: the cut network is the one whose reader does not see them, not the one with a constant of %f', async (activation, ofZero) => {
    const network = unsettled(right(sequentialFrom([3], [linear(3, 4), batchNorm(4), activation, linear(4, 1)]))(key(1)), 1)
    const plan = { groups: [{ width: 4, kept: [0, 2] }] }
    const slim = await answers(backend(), right(cut(plan)(network)) as AnyShaped, 5)
    expectClose(slim, await answers(backend(), maskedBy(network, plan), 5), 'masked where it is read')
    const silent = mapArrays(network, (values, path) =>
      /^1\.(scale|shift)$/.test(path) ? values.map((value, at) => (at % 2 === 1 ? 0 : value)) : values,
    )
    const weights = arraysOf(network).find(({ path }) => path === '3.weight')!.values
    const constant = ofZero * (weights[1]! + weights[3]!)
    expectClose(
      await answers(backend(), silent, 5),
      slim.map((value) => value + constant),
      'masked before it',
    )
  })
})
