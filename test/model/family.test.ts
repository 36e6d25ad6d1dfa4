/** Every family gives its layers of options alone, and its network of options and a key: the same network that the layers give for it. */
import { describe, expect, test } from 'vitest'
import { parameterCount } from '../../lib/accounting/cost.js'
import { convnet } from '../../lib/model/convnet.js'
import { densenet } from '../../lib/model/densenet.js'
import { mlp } from '../../lib/model/mlp.js'
import { mobilenetV1 } from '../../lib/model/mobilenetV1.js'
import { mobilenetV2 } from '../../lib/model/mobilenetV2.js'
import { preResnet } from '../../lib/model/preResnet.js'
import { resnet } from '../../lib/model/resnet.js'
import { resnet34 } from '../../lib/model/resnet34.js'
import { squeezenet } from '../../lib/model/squeezenet.js'
import { unet } from '../../lib/model/unet.js'
import { vgg } from '../../lib/model/vgg.js'
import { vggA } from '../../lib/model/vggA.js'
import type { Initialize } from '../../lib/network/initialize.js'
import type { AnyNetwork } from '../../lib/network/network.js'
import { narrowNetwork } from '../../lib/pruning/narrow.js'
import { l1Norm } from '../../lib/pruning/filterNorm.js'
import { key } from '../../lib/random/key.js'

const classes = 3
const k = key(4)
const poolings = [4, 'M', 5, 'M', 3, 6, 'M', 4, 7, 'M', 5, 6, 'M', 8, 9] as const
const squeezed = [6, 2, 3, 4, 3, 3, 3, 2, 4, 5, 3, 5, 4, 2, 6, 5, 3, 6, 6, 4, 5, 7, 3, 8, 6] as const
const blocks = { cfg: [4, 2, 3, 5, 4, 3, 5, 4, 2, 3, 4, 5, 2, 3, 4, 6], outChannels: [64, 6, 7, 8] } as const

const families: readonly (readonly [name: string, layers: Initialize, network: AnyNetwork, forgotten: (key: never) => unknown])[] = [
  [
    'convnet',
    convnet({ input: [8, 8, 1], cfg: [2, 3, 4], classes }),
    convnet({ input: [8, 8, 1], cfg: [2, 3, 4], classes }, k),
    (none) => convnet({ input: [8, 8, 1], cfg: [2, 3, 4], classes }, none),
  ],
  [
    'mlp',
    mlp({ input: [4], cfg: [5], classes }),
    mlp({ input: [4], cfg: [5], classes }, k),
    (none) => mlp({ input: [4], cfg: [5], classes }, none),
  ],
  [
    'vgg',
    vgg({ cfg: [4, 'M', 6], classes, input: [8, 8, 3] }),
    vgg({ cfg: [4, 'M', 6], classes, input: [8, 8, 3] }, k),
    (none) => vgg({ cfg: [4], classes }, none),
  ],
  ['resnet', resnet({ depth: 8, classes }), resnet({ depth: 8, classes }, k), (none) => resnet({ depth: 8, classes }, none)],
  ['preResnet', preResnet({ depth: 11, classes }), preResnet({ depth: 11, classes }, k), (none) => preResnet({ depth: 11, classes }, none)],
  ['densenet', densenet({ depth: 7, classes }), densenet({ depth: 7, classes }, k), (none) => densenet({ depth: 7, classes }, none)],
  ['resnet34', resnet34({ classes, ...blocks }), resnet34({ classes, ...blocks }, k), (none) => resnet34({ classes, ...blocks }, none)],
  [
    'vggA',
    vggA({ classes, input: [32, 32, 2], cfg: poolings }),
    vggA({ classes, input: [32, 32, 2], cfg: poolings }, k),
    (none) => vggA({ classes }, none),
  ],
  [
    'mobilenetV1',
    mobilenetV1({ classes, width: 0.05 }),
    mobilenetV1({ classes, width: 0.05 }, k),
    (none) => mobilenetV1({ classes, width: 0.05 }, none),
  ],
  [
    'mobilenetV2',
    mobilenetV2({ classes, width: 0.25 }),
    mobilenetV2({ classes, width: 0.25 }, k),
    (none) => mobilenetV2({ classes, width: 0.25 }, none),
  ],
  [
    'squeezenet',
    squeezenet({ classes, cfg: squeezed }),
    squeezenet({ classes, cfg: squeezed }, k),
    (none) => squeezenet({ classes, cfg: squeezed }, none),
  ],
  [
    'unet',
    unet({ input: [8, 8, 1], classes, cfg: [2, 2, 3, 3, 2, 2, 2] }),
    unet({ input: [8, 8, 1], classes, cfg: [2, 2, 3, 3, 2, 2, 2] }, k),
    (none) => unet({ input: [8, 8, 1], classes, cfg: [2, 2, 3, 3, 2, 2, 2] }, none),
  ],
]

describe('of options alone, and of options and a key', () => {
  test.each(families)('%s', (name, layers, network, forgotten) => {
    expect(typeof layers).toBe('function')
    expect(layers(k)).toEqual(network)
    expect({ input: layers.input, output: layers.output, cfg: layers.cfg, arch: layers.arch }).toEqual({
      input: network.input,
      output: network.output,
      cfg: network.cfg,
      arch: network.arch,
    })
    expect(parameterCount(layers)).toBe(parameterCount(network))
    // a variable that holds nothing is a mistake, and no question for the layers
    expect(() => forgotten(undefined as never)).toThrow(new TypeError(`narrownet: ${name}: key is undefined, not a key, as key(0) is`))
  })

  test('whoever forgot the key reads where it goes', () => {
    expect(() => narrowNetwork(vgg({ cfg: [4, 'M', 6], classes }) as never, l1Norm, [2, 'M', 3] as never)).toThrow(
      "narrownet: narrowNetwork: give the layers a key first: sequential(...)(key(0)), or key(0) behind a family's options",
    )
  })
})
