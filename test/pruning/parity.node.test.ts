import { describe, expect, test } from 'vitest'
import { flatten } from '../../lib/layer/flatten.js'
import { linear } from '../../lib/layer/linear.js'
import { relu } from '../../lib/layer/relu.js'
import { arraysOf, withArrays } from '../../lib/network/arrays.js'
import { sequentialFrom } from '../../lib/network/sequential.js'
import { maskSmallest } from '../../lib/pruning/weightMask.js'
import { key } from '../../lib/random/key.js'
import { nonzeroParameterCount } from '../../lib/accounting/cost.js'
import { describeOnBackends } from '../engine/backends.js'
import { answersTo, right } from '../setup/answers.js'
import type { AnyShaped } from '../setup/networks.js'
import { arrayOf, byPath, convnetPaths, fixtureConvnet, floatsOf, nhwc, readSafetensors, valuesOf } from '../setup/pytorch.js'
import { shared } from '../setup/shared.js'

const fixtureMlp = (): AnyShaped =>
  right(sequentialFrom([28, 28, 1], [flatten, linear(784, 200), relu, linear(200, 200), relu, linear(200, 10)]))(key(0))

const mlpPaths = Object.fromEntries(
  ['fc1', 'fc2', 'fc3'].flatMap((name, at) => ['weight', 'bias'].map((array) => [`${name}.${array}`, `${2 * at + 1}.${array}`])),
)

describe.skipIf(shared === undefined)('parity with the reference code: half of the weights masked', () => {
  describeOnBackends('weight masks', (backend) => {
    test.each([
      { name: 'weight-convnet-0.5', fixture: fixtureConvnet, paths: convnetPaths, layers: 'convolutions', masked: 27793, left: 33881 },
      { name: 'weight-mlp-0.5', fixture: fixtureMlp, paths: mlpPaths, layers: 'linear', masked: 99401, left: 99809 },
    ] as const)('$name', async ({ name, fixture, paths, layers, masked, left }) => {
      const folder = `${shared}parity/${name}/`
      const network = right(withArrays(byPath(readSafetensors(`${folder}before.safetensors`), paths, [64, 3, 3]))(fixture()))
      const sparse = right(maskSmallest({ ratio: 0.5, layers, convention: 'reference' })(network))
      const found = valuesOf(sparse as unknown as AnyShaped)
      const masks = Object.entries(readSafetensors(`${folder}masks.safetensors`))
      for (const [tensor, { shape, values }] of masks) {
        const path = paths[tensor]!
        const mask = arrayOf(Float32Array.from(values), shape)
        expect(found[path.replace('weight', 'mask')], tensor).toEqual(mask)
        expect(found[path], tensor).toEqual(valuesOf(network)[path]!.map((value, at) => (mask[at] === 0 ? 0 : value)))
      }
      const all = arraysOf(sparse).filter(({ role }) => role === 'mask')
      expect(all.length).toBe(masks.length)
      expect(all.reduce((sum, { values }) => sum + values.filter((value) => value === 0).length, 0)).toBe(masked)
      expect(nonzeroParameterCount(sparse)).toBe(left)
      const input = readSafetensors(`${folder}input.safetensors`)
      const images = nhwc(floatsOf(input, 'x'), input.x!.shape)
      const logits = readSafetensors(`${folder}logits.safetensors`)
      for (const [tensor, one] of [
        ['logits_before', network],
        ['logits_after', sparse as unknown as AnyShaped],
      ] as const) {
        const reference = floatsOf(logits, tensor)
        const answer = await answersTo(backend(), one, images, 4)
        const largest = Math.max(...reference.map(Math.abs))
        expect(Math.max(...reference.map((value, at) => Math.abs(value - answer[at]!))) / largest, tensor).toBeLessThan(1e-5)
      }
    })
  })
})
