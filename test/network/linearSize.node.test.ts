// What follows layers and channels through a tree allocates in proportion to them: counted in bytes, which no busy machine changes.
import { expect, test } from 'vitest'
import { decodeNetwork, encodeNetwork } from '../../lib/checkpoint/networkFile.js'
import { batchNorm } from '../../lib/layer/batchNorm.js'
import { channelSelection } from '../../lib/layer/channelSelection.js'
import { linear } from '../../lib/layer/linear.js'
import { couplingOf } from '../../lib/network/coupling.js'
import { sequentialFrom } from '../../lib/network/sequential.js'
import { key } from '../../lib/random/key.js'
import { allocatedBytes } from '../setup/allocatedBytes.js'
import { right } from '../setup/answers.js'

/** So many pairs of a batch norm and a selection, so wide. */
const chain = (pairs: number, width: number) =>
  right(
    sequentialFrom(
      [2],
      [linear(2, width), ...Array.from({ length: pairs }, () => [batchNorm(width), channelSelection(width)]).flat(), linear(width, 2)],
    ),
  )(key(0))

/** How many times the bytes a call takes for 4 times the size. */
const growth = (small: () => unknown, large: () => unknown): number => {
  // what is made once, for the first call, is made here
  small()
  return allocatedBytes(large) / allocatedBytes(small)
}

const coupled = (pairs: number, width: number) => {
  const { input, nodes } = chain(pairs, width)
  return () => couplingOf(input, nodes)
}

test('the coupling of layers', () => expect(growth(coupled(400, 2), coupled(1600, 2))).toBeLessThan(5))

test('the coupling of channels', () => expect(growth(coupled(4, 2000), coupled(4, 8000))).toBeLessThan(5))

test('a file of many selections', () => {
  const decoded = (pairs: number) => {
    const file = encodeNetwork(chain(pairs, 2))
    return () => decodeNetwork(file)
  }
  expect(growth(decoded(300), decoded(1200))).toBeLessThan(5)
})
