import fc from 'fast-check'
import { expect, test } from 'vitest'
import { arraysOf } from '../../lib/network/arrays.js'
import { fingerprint } from '../../lib/network/fingerprint.js'
import { linear } from '../../lib/layer/linear.js'
import { relu } from '../../lib/layer/relu.js'
import { tanh } from '../../lib/layer/tanh.js'
import { input, sequential } from '../../lib/network/sequential.js'
import { key } from '../../lib/random/key.js'

const build = sequential(input(4), linear(4, 3), relu, linear(3, 2))

test('the same network, drawn again, has the same eight digits', () => {
  expect(fingerprint(build(key(1)))).toBe(fingerprint(build(key(1))))
  expect(fingerprint(build(key(1)))).toMatch(/^[0-9a-f]{8}$/)
})

test('one bit, or two signs, of any number make another; so does another layer', () => {
  const network = build(key(1))
  const [{ layer, arrays }, ...rest] = network.nodes as never as [{ layer: object; arrays: { weight: Float32Array } }, ...object[]]
  const changed = (change: (weight: Float32Array) => void): string => {
    const weight = arrays.weight.slice()
    change(weight)
    return fingerprint({ nodes: [{ _tag: 'layer', layer, arrays: { ...arrays, weight } }, ...rest] as never })
  }
  const seen = new Set([fingerprint(network)])
  let tried = 1
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 11 }), fc.integer({ min: 0, max: 31 }), (at, bit) => {
      expect(
        changed((weight) => {
          new Uint32Array(weight.buffer)[at]! ^= 1 << bit
        }),
      ).not.toBe(fingerprint(network))
    }),
  )
  for (let left = 0; left < 12; left += 1)
    for (let right = 0; right < left; right += 1) {
      seen.add(
        changed((weight) => {
          weight[left]! *= -1
          weight[right]! *= -1
        }),
      )
      tried += 1
    }
  expect(seen.size).toBe(tried)
  expect(arraysOf(network).length).toBe(4)
  expect(fingerprint(sequential(input(4), linear(4, 3), tanh, linear(3, 2))(key(1)))).not.toBe(fingerprint(network))
})
