import { expect, test } from 'vitest'
import type { DeviceArray } from '../../lib/engine/backend.js'
import { averagePool } from '../../lib/layer/averagePool.js'
import { batchNorm } from '../../lib/layer/batchNorm.js'
import { conv2d } from '../../lib/layer/conv2d.js'
import { convTranspose2d } from '../../lib/layer/convTranspose2d.js'
import { depthwiseConv2d } from '../../lib/layer/depthwiseConv2d.js'
import { dropout } from '../../lib/layer/dropout.js'
import { flatten } from '../../lib/layer/flatten.js'
import { globalAveragePool } from '../../lib/layer/globalAveragePool.js'
import { groupedConv2d } from '../../lib/layer/groupedConv2d.js'
import { groupNorm } from '../../lib/layer/groupNorm.js'
import { identity } from '../../lib/layer/identity.js'
import { definitionOf, type Layer } from '../../lib/layer/layer.js'
import { layerNorm } from '../../lib/layer/layerNorm.js'
import { linear } from '../../lib/layer/linear.js'
import { maskedConv2d } from '../../lib/layer/maskedConv2d.js'
import { maskedLinear } from '../../lib/layer/maskedLinear.js'
import { maxPool } from '../../lib/layer/maxPool.js'
import { relu } from '../../lib/layer/relu.js'
import { upsample } from '../../lib/layer/upsample.js'
import { key } from '../../lib/random/key.js'
import type { Shape } from '../../lib/shape/shape.js'
import { describeOnBackends } from '../engine/backends.js'
import { alive, right, samplesFrom } from '../setup/answers.js'

const layers: readonly (readonly [layer: Layer, input: Shape])[] = [
  [conv2d(2, 3, { bias: true }), [4, 4, 2]],
  [conv2d(2, 3, { kernelSize: 5, stride: 2 }), [5, 4, 2]],
  [maskedConv2d(conv2d(2, 3)), [4, 4, 2]],
  [convTranspose2d(2, 3, { bias: true }), [4, 3, 2]],
  [convTranspose2d(2, 3, { kernelSize: 1, stride: 3, dilation: 2 }), [4, 3, 2]],
  [groupedConv2d(4, 6, 2, { bias: true }), [4, 4, 4]],
  [groupedConv2d(3, 6, 3, { kernelSize: 1 }), [4, 4, 3]],
  [depthwiseConv2d(2, { bias: true }), [4, 4, 2]],
  [depthwiseConv2d(2, { kernelSize: 5, stride: 2 }), [5, 4, 2]],
  [linear(5, 3), [5]],
  [maskedLinear(linear(5, 3, { bias: false })), [5]],
  [batchNorm(2), [3, 3, 2]],
  [batchNorm(4), [4]],
  [layerNorm(2), [3, 3, 2]],
  [groupNorm(4, 2), [3, 3, 4]],
  [relu, [3, 3, 2]],
  [maxPool(2), [4, 5, 2]],
  [maxPool(3, { stride: 2, padding: 1 }), [4, 5, 2]],
  [averagePool(2, { stride: 1 }), [4, 5, 2]],
  [maxPool([3, 1], { stride: [2, 1], padding: [1, 0] }), [4, 5, 2]],
  [averagePool([1, 2]), [4, 5, 2]],
  [maxPool(3, { stride: 2, ceilMode: true }), [4, 6, 2]],
  [averagePool(2, { ceilMode: true }), [4, 5, 2]],
  [upsample(2), [4, 5, 2]],
  [globalAveragePool, [4, 5, 2]],
  [flatten, [2, 3, 2]],
  [dropout(0.5), [6]],
  [identity, [6]],
]

/** Without a scope around it nothing tidies up: what a layer does not hand on it must have freed itself (`engine/backend.ts` has the rule). */
describeOnBackends('a layer takes its input, borrows its arrays, frees what it does not return', (backend) => {
  const prepared = (layer: Layer, shape: Shape) => {
    const definition = definitionOf(layer)
    const arrays = Object.fromEntries(
      Object.entries(definition.arrays(layer)).map(([name, spec]) => [
        name,
        backend().upload(spec.initial(key(1), spec.shape), spec.shape),
      ]),
    )
    const before = alive(backend())
    const input = backend().upload(samplesFrom(2, shape, 3), [3, ...shape])
    const output = [3, ...right(definition.outputShape(layer, shape))]
    return { definition, arrays, before, input, output }
  }
  const releaseAll = (arrays: Iterable<DeviceArray>): void => {
    for (const array of arrays) backend().release(array)
  }

  test.each(layers)('%o', (layer, shape) => {
    const { definition, arrays, before, input, output } = prepared(layer, shape)
    const answer = definition.evaluate(backend(), layer, arrays, input)
    expect(answer.shape).toEqual(output)
    backend().release(answer)
    expect(alive(backend())).toEqual(before)
    releaseAll(Object.values(arrays))
  })

  test.each(layers)('%o in training', (layer, shape) => {
    for (const needsInputGradient of [true, false]) {
      const { definition, arrays, before, input, output } = prepared(layer, shape)
      const run = definition.differentiate(backend(), layer, arrays, input, { key: key(3), needsInputGradient })
      expect(run.output.shape).toEqual(output)
      backend().release(run.output)
      const gradients = run.pullback(backend().upload(samplesFrom(4, output.slice(1), 3), output))
      if (needsInputGradient) expect(gradients.input?.shape).toEqual([3, ...shape])
      for (const [name, gradient] of Object.entries(gradients.arrays)) expect(gradient.shape).toEqual(arrays[name]?.shape)
      for (const [name, statistic] of Object.entries(run.statistics)) expect(statistic.shape).toEqual(arrays[name]?.shape)
      releaseAll([...Object.values(gradients.arrays), ...Object.values(run.statistics), ...(gradients.input ? [gradients.input] : [])])
      expect(alive(backend())).toEqual(before)
      releaseAll(Object.values(arrays))
    }
  })
})
