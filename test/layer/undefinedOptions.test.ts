import { describe, expect, test } from 'vitest'
import { averagePool } from '../../lib/layer/averagePool.js'
import { conv2d } from '../../lib/layer/conv2d.js'
import { convTranspose2d } from '../../lib/layer/convTranspose2d.js'
import { depthwiseConv2d } from '../../lib/layer/depthwiseConv2d.js'
import { groupedConv2d } from '../../lib/layer/groupedConv2d.js'
import { maskedConv2d } from '../../lib/layer/maskedConv2d.js'
import { maxPool } from '../../lib/layer/maxPool.js'
import { upsample } from '../../lib/layer/upsample.js'
import { input, sequential } from '../../lib/network/sequential.js'
import { key, split } from '../../lib/random/key.js'
import type { Equal } from '../../typetests/equal.js'

type Is<Value, Claimed> = Equal<Value, Claimed> extends true ? unknown : 'the type is another'

/** What may be of a value by its type, which the compiler holds against the type: what is at run time has to be one of it. */
const among = <Value, const Claimed extends readonly unknown[]>(value: Value, claimed: Claimed & Is<Value, Claimed[number]>): void =>
  expect(claimed).toContainEqual(value)

/** A map's shape whose sides are `number` by its type, which the compiler holds against the type: what they are at run time. */
const sided = <Value extends readonly number[]>(value: Value, side: number & Is<Value, [number, number, Value[2] & number]>): void =>
  expect(value.slice(0, 2)).toEqual([side, side])

// Each program is typed once and runs both ways.
describe.each([true, false])('options that are given: %s', (given: boolean) => {
  test('one that is undefined, left out with others, spread, or with all of them', () => {
    const layers = [
      conv2d(3, 4, { stride: given ? 2 : undefined }),
      conv2d(3, 4, given ? { stride: 2 } : {}),
      conv2d(3, 4, { ...(given && { stride: 2 }) }),
      conv2d(3, 4, given ? { stride: 2 } : undefined),
    ] as const
    for (const layer of layers) {
      among(layer.stride, [1, 2])
      expect(layer.stride).toBe(given ? 2 : 1)
      sided(sequential(input(8, 8, 3), layer)(key(0)).output, given ? 4 : 8)
    }
  })

  test('one that objects of their own have, and others not', () => {
    const [strided, wide]: [{ readonly stride: 2 }, { readonly kernelSize: 5; readonly padding: 0 }] = [
      { stride: 2 },
      { kernelSize: 5, padding: 0 },
    ]
    const layer = conv2d(3, 4, given ? strided : wide)
    among(layer.stride, [1, 2])
    among(layer.kernelSize, [3, 5])
    among(layer.padding, [0, 1, 2])
    sided(sequential(input(8, 8, 3), layer)(key(0)).output, 4)
  })

  test('of convolutions', () => {
    const sizedKernel = conv2d(3, 4, { kernelSize: given ? 5 : undefined })
    among(sizedKernel.kernelSize, [3, 5])
    among(sizedKernel.padding, [1, 2])
    const padded = conv2d(3, 4, { padding: given ? 'same' : 0 })
    among(padded.padding, [0, 1])
    sided(sequential(input(8, 8, 3), padded)(key(0)).output, given ? 8 : 6)
    const rectangular = conv2d(3, 4, { kernelSize: given ? 3 : ([3, 5] as const), padding: 'same' })
    among(rectangular.kernelSize, [3, [3, 5]])
    among(rectangular.padding, [1, [1, 2]])
    const dilated = conv2d(3, 4, { dilation: given ? 2 : undefined, padding: 0 })
    among(dilated.dilation, [2, 1, undefined])
    sided(sequential(input(8, 8, 3), dilated)(key(0)).output, given ? 4 : 6)
    sided(sequential(input(8, 8, 3), maskedConv2d(dilated))(key(0)).output, given ? 4 : 6)
    sided(sequential(input(8, 8, 4), depthwiseConv2d(4, { stride: given ? 2 : undefined }))(key(0)).output, given ? 4 : 8)
    sided(sequential(input(8, 8, 4), depthwiseConv2d(4, { dilation: given ? 2 : 1, padding: 0 }))(key(0)).output, given ? 4 : 6)
    sided(sequential(input(8, 8, 4), groupedConv2d(4, 6, 2, given ? { stride: 2 } : {}))(key(0)).output, given ? 4 : 8)
    const transposed = convTranspose2d(3, 4, { stride: given ? 4 : undefined, outputPadding: given ? 1 : undefined })
    among(transposed.stride, [2, 4])
    among(transposed.outputPadding, [0, 1])
    sided(sequential(input(8, 8, 3), transposed)(key(0)).output, given ? 31 : 16)
    const apart = convTranspose2d(3, 4, { dilation: given ? 2 : undefined })
    among(apart.dilation, [2, 1, undefined])
    sided(sequential(input(8, 8, 3), apart)(key(0)).output, given ? 17 : 16)
  })

  test('of pools', () => {
    const strided = maxPool(2, { stride: given ? 1 : undefined, padding: given ? 1 : undefined })
    among(strided.stride, [1, 2])
    among(strided.padding, [0, 1])
    sided(sequential(input(7, 7, 3), strided)(key(0)).output, given ? 8 : 3)
    const ceiled = maxPool(2, { ceilMode: given ? true : undefined })
    among(ceiled.ceilMode, [true, false, undefined])
    sided(sequential(input(7, 7, 3), ceiled)(key(0)).output, given ? 4 : 3)
    sided(sequential(input(7, 7, 3), averagePool(2, { stride: given ? 1 : undefined }))(key(0)).output, given ? 6 : 3)
    const mean = averagePool(2, given ? { ceilMode: true } : undefined)
    among(mean.ceilMode, [true, false, undefined])
    sided(sequential(input(7, 7, 3), mean)(key(0)).output, given ? 4 : 3)
  })

  test('of upsample, in the network as well', () => {
    const layer = upsample(2, { interpolation: given ? 'bilinear' : undefined })
    among(layer.interpolation, ['nearest', 'bilinear'])
    among(sequential(input(4, 4, 1), layer)(key(0)).arch[0], ['upsample 2', 'upsample 2 bilinear'])
  })

  test('a number of keys that is one of several', () => {
    const keys = split(key(0), given ? 2 : 3)
    among(keys.length, [2, 3])
    expect(keys).toHaveLength(given ? 2 : 3)
  })

  test('in a function that is generic in an option', () => {
    const block = <const Stride extends number>(stride?: Stride) => conv2d(3, 4, { stride })
    among(block(given ? 2 : undefined).stride, [1, 2])
    among(block<2>(given ? 2 : undefined).stride, [1, 2])
    expect(block(given ? 2 : undefined).stride).toBe(given ? 2 : 1)
  })
})
