import { describe, expect, test } from 'vitest'
import * as _ from '../../lib/shape/shape.js'

/** The compiler checks what the types say, the test what run time says. */
const row = <const Given extends _.Shape>(
  given: Given,
  count: _.ElementCount<Given>,
  channels: _.ChannelsOf<Given>,
  shown: _.ShowShape<Given>,
): readonly [_.Shape, number, number, string] => [given, count, channels, shown]

describe('types and their run-time twins', () => {
  test.each([
    row([28, 28, 1], 784, 1, '[28,28,1]'),
    row([7, 7, 64], 3136, 64, '[7,7,64]'),
    row([1, 1, 512], 512, 512, '[1,1,512]'),
    row([224, 224, 3], 150528, 3, '[224,224,3]'),
    row([10], 10, 10, '[10]'),
  ])('%o holds %i numbers in %i channels, shown %s', (shape, count, channels, shown) => {
    expect(_.elementCount(shape)).toBe(count)
    expect(_.channelsOf(shape)).toBe(channels)
    expect(_.showShape(shape)).toBe(shown)
  })

  test('a shape that is not known counts as number', () => {
    const unknown: _.Shape = [2, 3]
    const count: _.ElementCount<typeof unknown> = _.elementCount(unknown)
    expect(count).toBe(6)
  })
})

test('values in the place of a shape do not fill a screen', () => {
  expect(_.showShape(Array.from({ length: 64000 }, (_, at) => at / 2))).toBe('[0,0.5,1,...] of 64000 sizes')
})

test('sameShape', () => {
  expect(_.sameShape([1, 2], [1, 2])).toBe(true)
  expect(_.sameShape([], [])).toBe(true)
  expect(_.sameShape([1, 2], [1, 3])).toBe(false)
  expect(_.sameShape([1, 2], [1])).toBe(false)
  expect(_.sameShape([1], [1, 2])).toBe(false)
})
