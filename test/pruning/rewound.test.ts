import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { mlp } from '../../lib/model/mlp.js'
import { arraysOf, mapArrays } from '../../lib/network/arrays.js'
import * as _ from '../../lib/pruning/rewound.js'
import { maskSmallest } from '../../lib/pruning/weightMask.js'
import { key } from '../../lib/random/key.js'
import { right } from '../setup/answers.js'
import { type AnyShaped, arbitraryNetwork } from '../setup/networks.js'

describe('rewinding', () => {
  test('a ticket has the first arrays under the masks of the trained network', () =>
    fc.assert(
      fc.property(arbitraryNetwork, fc.double({ min: 0, max: 0.99, noNaN: true }), (initial, ratio) => {
        const trained = mapArrays(initial, (values, path) =>
          /mask|positions|membership|runningVariance/.test(path) ? values : values.map((value) => 1 - 3 * value),
        )
        const masked = right(maskSmallest({ ratio })(trained)) as unknown as AnyShaped
        const ticket = right(_.rewound(initial)(masked))
        expect(ticket.arch).toEqual(masked.arch)
        const first = new Map(arraysOf(initial).map(({ path, values }) => [path, values]))
        const masks = new Map(arraysOf(masked).flatMap(({ path, role, values }) => (role === 'mask' ? [[path, values] as const] : [])))
        for (const { path, role, values } of arraysOf(ticket)) {
          const mask = masks.get(path.replace(/weight$/, 'mask'))
          if (role === 'mask') expect(values).toEqual(masks.get(path))
          else if (mask === undefined) expect(values).toEqual(first.get(path))
          else expect(values).toEqual(first.get(path)?.map((value, at) => (mask[at] === 1 ? value : 0)))
        }
      }),
    ))

  test('without training in between nothing is rewound', () =>
    fc.assert(
      fc.property(arbitraryNetwork, fc.double({ min: 0, max: 0.99, noNaN: true }), (initial, ratio) => {
        const masked = right(maskSmallest({ ratio })(initial)) as unknown as AnyShaped
        expect(_.rewound(initial)(masked)).toEqual({ _tag: 'Right', right: masked })
      }),
    ))

  test('a first network of another shape is a Left that lists the arrays', () => {
    const masked = right(maskSmallest({ ratio: 0.5 })(mlp({ input: [4], cfg: [3], classes: 2 }, key(0))))
    expect(_.rewound(mlp({ input: [4], cfg: [5], classes: 2 }, key(0)))(masked)).toMatchObject({
      left: { _tag: 'ArrayMismatch', wrongSize: [{ path: '0.weight', expected: 12, found: 20 }, { path: '0.bias' }, { path: '2.weight' }] },
    })
    expect(_.rewound(mlp({ input: [4], cfg: [3, 3], classes: 2 }, key(0)))(masked)).toMatchObject({
      left: { _tag: 'ArrayMismatch', unknown: ['4.weight', '4.bias'] },
    })
  })
})
