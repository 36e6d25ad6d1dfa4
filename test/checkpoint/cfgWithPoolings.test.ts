import { either as E } from 'fp-ts'
import { expect, test } from 'vitest'
import { errorMessage } from '../../lib/errorMessage.js'
import { decodeNetwork, encodeNetwork } from '../../lib/checkpoint/networkFile.js'
import { decodeSafetensors, encodeSafetensors } from '../../lib/checkpoint/safetensors.js'
import { vgg } from '../../lib/model/vgg.js'
import { key } from '../../lib/random/key.js'
import { right } from '../setup/answers.js'

const network = vgg({ cfg: [4, 'M', 6, 8, 'M'], classes: 2, input: [8, 8, 1] }, key(0))

const { tensors, metadata } = right(decodeSafetensors(encodeNetwork(network)))
/** The network's file with another cfg in its description, as no writer here makes it. */
const fileWith = (cfg: readonly unknown[]): Uint8Array =>
  encodeSafetensors(tensors as ReadonlyMap<never, never>, {
    narrownet: JSON.stringify({ ...(JSON.parse(metadata.narrownet ?? '') as object), cfg }),
  })

test("a file's cfg may leave the poolings out", () => {
  for (const cfg of [network.cfg, [4, 6, 8]]) expect(right(decodeNetwork(encodeNetwork({ ...network, cfg }))).cfg).toEqual(cfg)
})

test.each([
  [['M', 4, 6, 8, 'M']],
  [[4, 6, 8, 'M', 'M']],
  [[4, 'M', 6, 8]],
  [[4, 'M', 'M', 6, 8, 'M']],
  [[4, 'M', 6, 8, 'M', 'M', 'M', 'M', 'M', 'M']],
] as const)("an 'M' where no pooling is: %j", (cfg) => {
  const sentence = `checkpoint: narrownet.cfg: expected [4,M,6,8,M], found [${cfg.join(',')}]`
  expect(E.mapLeft(errorMessage)(decodeNetwork(fileWith(cfg)))).toEqual(E.left(sentence))
  expect(() => encodeNetwork({ ...network, cfg })).toThrow(`narrownet: encodeNetwork: ${sentence}`)
})
