import { expect, test, vi } from 'vitest'
import { decodeNetwork, encodeNetwork } from '../../lib/checkpoint/networkFile.js'
import { decodeSafetensors, encodeSafetensors } from '../../lib/checkpoint/safetensors.js'
import { squeezenet } from '../../lib/model/squeezenet.js'
import { squeezenetCfgs } from '../../lib/model/squeezenetCfg.js'
import { arraysOf } from '../../lib/network/arrays.js'
import { layerCosts } from '../../lib/network/layerCosts.js'
import type { AnyNetwork } from '../../lib/network/network.js'
import { specsOf } from '../../lib/network/specsOf.js'
import { key } from '../../lib/random/key.js'
import { sequentialFrom } from '../../lib/network/sequential.js'
import { right } from '../setup/answers.js'

vi.mock('../../lib/random/initializers.js', async (importOriginal) => (await import('../setup/undrawn.js')).undrawn(await importOriginal()))

const versions = ['1.0', '1.1'] as const
type Version = (typeof versions)[number]

/** Of few channels: their number says nothing of a map's sides. */
const thin = (version: Version, side: number): AnyNetwork =>
  squeezenet({ classes: 2, version, input: [side, side, 3], cfg: squeezenetCfgs[version].map(() => 1) as never })(key(0)) as never

/** The cells a side behind the first convolution and each pool. */
const sidesOf = (network: AnyNetwork): readonly number[] =>
  layerCosts(network)
    .filter(({ path, layer }) => path === '0' || layer._tag === 'maxPool')
    .map(({ output }) => output[0]!)

test.each([
  ['1.0', [109, 54, 27, 13]],
  ['1.1', [111, 55, 27, 13]],
] as const)("%s at 224: torchvision's sides", (version, sides) => {
  expect(sidesOf(thin(version, 224))).toEqual(sides)
})

/** As `squeezenet` made it before its pools were in ceil mode. */
const dropping = (network: AnyNetwork) =>
  right(
    sequentialFrom(
      network.input,
      specsOf(network.nodes).map((spec) => (spec._tag === 'maxPool' ? { ...spec, ceilMode: false } : spec)),
    ),
  )(key(0)) as AnyNetwork

test.each([
  ['1.0', [3, 4]],
  ['1.1', [15, 0]],
] as const)('%s: ceil mode makes no difference where sides leave %o by 16, and one elsewhere', (version, same) => {
  for (let side = 35; side < 67; side += 1) {
    const network = thin(version, side)
    const isSame = (same as readonly number[]).includes(side % 16)
    expect(JSON.stringify(sidesOf(dropping(network))) === JSON.stringify(sidesOf(network)), `${side}`).toBe(isSame)
  }
})

test('a file from before loads as the network that it was: it says nothing of a ceil mode', () => {
  const network = thin('1.0', 224)
  const { metadata, tensors } = right(decodeSafetensors(encodeNetwork(network)))
  const before = (metadata.narrownet ?? '').replaceAll(',"ceilMode":true', '')
  expect(before).not.toBe(metadata.narrownet)
  const loaded = right(decodeNetwork(encodeSafetensors(tensors as never, { narrownet: before })))
  expect(sidesOf(loaded)).toEqual([109, 54, 26, 12])
  expect(arraysOf(loaded)).toEqual(arraysOf(network))
  expect(right(decodeSafetensors(encodeNetwork(loaded))).metadata).toEqual({ narrownet: before })
})
