import { expect, test, vi } from 'vitest'
import { multiplyAccumulates, parameterCount } from '../../lib/accounting/cost.js'
import { densenet } from '../../lib/model/densenet.js'
import { preResnet } from '../../lib/model/preResnet.js'
import { resnet } from '../../lib/model/resnet.js'
import { vgg } from '../../lib/model/vgg.js'
import type { Cfg } from '../../lib/shape/atMost.js'
import type { Network, Arch } from '../../lib/network/network.js'
import { key } from '../../lib/random/key.js'

vi.mock('../../lib/random/initializers.js', async (importOriginal) => (await import('../setup/undrawn.js')).undrawn(await importOriginal()))

const k = key(0)
type Small = Network<[32, 32, 3], [10] | [100], Cfg, Arch>

test.each<[string, () => Small, number, number]>([
  ['VGG-16, two linear layers', () => vgg({ depth: 16, classes: 10, linearLayers: 2 }, k), 14987722, 313463808],
  ['VGG-16, one', () => vgg({ depth: 16, classes: 10 }, k), 14724042, 313201664],
  ['VGG-19', () => vgg({ depth: 19, classes: 10 }, k), 20035018, 398136320],
  ['ResNet-20', () => resnet({ depth: 20, classes: 10 }, k), 269722, 40551040],
  ['ResNet-110', () => resnet({ depth: 110, classes: 100 }, k), 1733812, 252893440],
  ['PreResNet-20', () => preResnet({ depth: 20, classes: 10 }, k), 219482, 33737216],
  ['PreResNet-164', () => preResnet({ depth: 164, classes: 100 }, k), 1726388, 247669760],
  ['DenseNet-40', () => densenet({ depth: 40, classes: 10 }, k), 1059298, 282917328],
  ['DenseNet-40, stem 16', () => densenet({ depth: 40, classes: 100, stem: 16 }, k), 1060132, 264853248],
])('%s', (_name, make, parameters, macs) => {
  const network = make()
  expect(parameterCount(network)).toBe(parameters)
  expect(multiplyAccumulates(network)).toBe(macs)
})
