import fc from 'fast-check'
import { expect, test } from 'vitest'
import { multiplyAccumulates, parameterCount } from '../../lib/accounting/cost.js'
import { unet } from '../../lib/model/unet.js'
import { unetCfg } from '../../lib/model/unetCfg.js'
import { key } from '../../lib/random/key.js'

/** Conv2d(i, a, 3, bias=False), BatchNorm2d(a), ReLU, and the same from a to b. */
const pair = (i: number, a: number, b: number) => ({ parameters: 9 * i * a + 2 * a + 9 * a * b + 2 * b, macs: 9 * i * a + 9 * a * b })
/** ConvTranspose2d(i, o, 2, stride=2), operations for each cell that it reads. */
const up = (i: number, o: number) => ({ parameters: 4 * i * o + o, macs: 4 * i * o })

test("the paper's widths: what PyTorch counts, layer by layer", () => {
  const parts = [
    [pair(3, 64, 64), 1],
    [pair(64, 128, 128), 4],
    [pair(128, 256, 256), 16],
    [pair(256, 512, 512), 64],
    [pair(512, 1024, 1024), 256],
    [up(1024, 512), 256],
    [pair(1024, 512, 512), 64],
    [up(512, 256), 64],
    [pair(512, 256, 256), 16],
    [up(256, 128), 16],
    [pair(256, 128, 128), 4],
    [up(128, 64), 4],
    [pair(128, 64, 64), 1],
    [{ parameters: 64 + 1, macs: 64 }, 1],
  ] as const
  const network = unet({ input: [64, 96, 3], classes: 1 })
  expect(parameterCount(network)).toBe(parts.reduce((sum, [{ parameters }]) => sum + parameters, 0))
  expect(parameterCount(network)).toBe(31_037_633) // milesial/Pytorch-UNet, UNet(3, 1)
  expect(multiplyAccumulates(network)).toBe(parts.reduce((sum, [{ macs }, fewer]) => sum + (macs * 64 * 96) / fewer, 0))
})

test('of any widths and halvings: the cfg is as written, a map keeps its size, and the compiler does not know it alone', () =>
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 5 }).chain((halvings) =>
        fc.record({
          cfg: fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 5 * halvings + 2, maxLength: 5 * halvings + 2 }),
          side: fc.integer({ min: 1, max: 2 }).map((times) => times * 2 ** halvings),
          classes: fc.integer({ min: 1, max: 3 }),
        }),
      ),
      ({ cfg, side, classes }) => {
        const made = unet({ input: [side, 2 * side, 2], classes, cfg })
        expect([made.cfg, made.output]).toEqual([cfg, [side, 2 * side, classes]])
      },
    ),
  ))

test.each<[options: object, sentence: string]>([
  [{ input: [24, 16, 1], classes: 1 }, 'narrownet: unet: a unet of this cfg needs sides that are multiples of 16, and receives [24,16,1]'],
  [{ input: [16, 16], classes: 1 }, 'narrownet: unet: input is a list of 2, not a list of three numbers'],
  [{ input: [16, 16, 1], classes: 1, cfg: [4, 4] }, 'narrownet: unet: the cfg has 2 entries, and a unet has 7, 12, 17, 22 or 27'],
  [{ input: [16, 16, 1], classes: 1, cfg: [4, 4, 0, 4, 4, 4, 4] }, 'outChannels is 0: at least 1 is needed'],
  [{ input: [16, 16, 1], classes: 0 }, 'narrownet: unet: classes is 0: at least 1 is needed'],
  [{ input: [16, 16, 1], classes: 1, depth: 4 }, 'narrownet: unet: unknown option depth, not one of input, classes, cfg, initialScale'],
])('%o', (options, sentence) => {
  expect(() => unet(options as never)).toThrow(sentence)
})

test('the same key gives the same weights, and scales start where they are told to', () => {
  const scales = unet({ input: [2, 2, 1], classes: 1, cfg: [2, 2, 2, 2, 2, 2, 2], initialScale: 0.5 })(key(0)).nodes.flatMap((node) =>
    node._tag === 'layer' && node.arrays.scale ? [...node.arrays.scale] : [],
  )
  expect(new Set(scales)).toEqual(new Set([0.5]))
  expect(unetCfg).toHaveLength(22)
})
