/** The law of surgery where a norm over channels mixes what stays with what goes; generated networks have such norms too (cut.test.ts). */
import { expect, test } from 'vitest'
import { batchNorm } from '../../lib/layer/batchNorm.js'
import { channelSelection } from '../../lib/layer/channelSelection.js'
import { conv2d } from '../../lib/layer/conv2d.js'
import { globalAveragePool } from '../../lib/layer/globalAveragePool.js'
import { groupNorm } from '../../lib/layer/groupNorm.js'
import { layerNorm } from '../../lib/layer/layerNorm.js'
import { linear } from '../../lib/layer/linear.js'
import { relu } from '../../lib/layer/relu.js'
import { arraysOf, mapArrays } from '../../lib/network/arrays.js'
import * as _ from '../../lib/pruning/cut.js'
import { describeOnBackends } from '../engine/backends.js'
import { expectClose } from '../engine/expectClose.js'
import { channelNorm, setsOf } from '../reference/channelNorm.js'
import { run } from '../reference/network.js'
import { answers, right, samplesFrom } from '../setup/answers.js'
import type { AnyShaped } from '../setup/networks.js'
import { maskedBy } from '../setup/plans.js'
import { networkOf } from '../setup/smallNetworks.js'

describeOnBackends('a cut through norms over channels', (backend) => {
  test('a group that goes whole leaves the others exactly as they were', async () => {
    const network = networkOf([5, 4, 2], conv2d(2, 6), groupNorm(6, 3), relu, globalAveragePool, linear(6, 3))
    const slim = right(_.cut({ groups: [{ width: 6, kept: [0, 1, 4, 5] }] })(network)) as AnyShaped
    const quiet = mapArrays(network, (values, path) =>
      /1\.(scale|shift)/.test(path) ? values.map((value, channel) => (channel === 2 || channel === 3 ? 0 : value)) : values,
    )
    expectClose(await answers(backend(), slim, 5), await answers(backend(), quiet, 5), 'answers')
  })

  test('a layer norm over maps normalizes the channels that stay by themselves', async () => {
    const specs = [conv2d(2, 5), layerNorm(5), relu, globalAveragePool, linear(5, 3)]
    const network = networkOf([4, 4, 2], ...specs)
    const slim = right(_.cut({ groups: [{ width: 5, kept: [0, 3] }] })(network)) as AnyShaped
    const arrays = Object.fromEntries(arraysOf(network).map(({ path, values }) => [path, Float64Array.from(values)]))
    const input = { shape: [2, 4, 4, 2], values: Float64Array.from(samplesFrom(5, network.input, 2)) }
    const convolved = run(network.nodes.slice(0, 1), arrays, input, undefined).output
    // the reference of the whole network, in which the channels that were removed are a set of their own
    const membership = [0, 1, 1, 0, 1]
    const [scale, shift] = ['1.scale', '1.shift'].map((path) => arrays[path]!.map((value, at) => (membership[at] === 0 ? value : 0))) as [
      Float64Array,
      Float64Array,
    ]
    const normalized = channelNorm(convolved, setsOf(convolved, membership, 'position'), scale, shift, 1e-5)
    const behind = Object.fromEntries(Object.entries(arrays).map(([path, values]) => [`${Number(path[0]) - 2}${path.slice(1)}`, values]))
    const { output } = run(network.nodes.slice(2), behind, { ...convolved, values: normalized }, undefined)
    expectClose(await answers(backend(), slim, 5), output.values, 'answers', 1e-5)
  })

  test('what a selection leaves is not made 0 in front of a norm that mixes it with the rest', async () => {
    const network = networkOf([3, 3, 2], conv2d(2, 4), batchNorm(4), groupNorm(4, 2), channelSelection(4), globalAveragePool, linear(4, 2))
    const plan = { groups: [{ width: 4, kept: [0, 2] }] }
    const slim = right(_.cut(plan)(network)) as AnyShaped
    expect(arraysOf(slim).slice(1, 5)).toEqual(arraysOf(network).slice(1, 5))
    expectClose(await answers(backend(), slim, 5), await answers(backend(), maskedBy(network, plan), 5), 'answers')
  })
})
