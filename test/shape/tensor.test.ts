import { either as E } from 'fp-ts'
import { expect, test } from 'vitest'
import * as _ from '../../lib/shape/tensor.js'

test('values of the shape are a tensor, by reference', () => {
  const values = new Float32Array(6)
  const made = _.tensor([2, 3], values)
  expect(made).toEqual(E.right({ shape: [2, 3], values }))
  expect(E.isRight(made) && made.right.values).toBe(values)
})

test.each([
  [[2, 3], 5, 6],
  [[], 0, 1],
  [[0, 3], 1, 0],
])('shape %o with %i values is a Left', (shape, found, expected) => {
  const made = _.tensor(shape, new Float32Array(found))
  expect(made).toEqual(E.left({ _tag: 'TensorSize', shape, expected, found }))
  expect(E.isLeft(made) && _.tensorMessage(made.left)).toBe(
    `a tensor of shape [${shape.join(',')}] holds ${expected} numbers, but ${found} were given`,
  )
})

test.each([[[-2, -3]], [[2.5, 2]], [[Number.NaN]], [[Number.POSITIVE_INFINITY]]])(
  'sizes %o are a Left, whatever they multiply to',
  (shape) => {
    const made = _.tensor(shape, new Float32Array(6))
    expect(made).toEqual(E.left({ _tag: 'TensorShape', shape }))
    expect(E.isLeft(made) && _.tensorMessage(made.left)).toBe(`a tensor's sizes are whole numbers, not [${shape.join(',')}]`)
  },
)
