import { expect, test, vi } from 'vitest'
import { densenet } from '../../lib/model/densenet.js'
import { preResnet } from '../../lib/model/preResnet.js'
import { resnet } from '../../lib/model/resnet.js'
import { vgg } from '../../lib/model/vgg.js'
import { vggCfgs } from '../../lib/model/vggCfg.js'
import { key } from '../../lib/random/key.js'
import { referenceCfg } from '../setup/plans.js'
import { densenetCfgs, preResnetCfgs, resnetCfgs } from './writtenCfgs.js'

vi.mock('../../lib/random/initializers.js', async (importOriginal) => (await import('../setup/undrawn.js')).undrawn(await importOriginal()))

const k = key(0)
const byDepth = (cfgs: object): readonly (readonly [number, readonly (number | 'M')[]])[] =>
  Object.entries(cfgs).map(([depth, cfg]) => [Number(depth), cfg] as const)

test.each(byDepth(resnetCfgs))('ResNet-%i', (depth, cfg) => {
  const network = resnet({ depth, classes: 10 }, k)
  expect(network.cfg).toEqual(cfg)
  expect(referenceCfg(network.nodes)).toEqual(cfg)
  expect(network.arch).toBe(`resnet${depth}`)
})

test.each(byDepth(preResnetCfgs))('pre-activation ResNet-%i', (depth, cfg) => {
  const network = preResnet({ depth, classes: 10 }, k)
  expect(network.cfg).toEqual(cfg)
  expect(referenceCfg(network.nodes)).toEqual(cfg)
  expect(network.arch).toBe(`preResnet${depth}`)
})

test.each([24, 16] as const)('DenseNets, stem %i', (stem) => {
  for (const [depth, cfg] of byDepth(densenetCfgs[`12, ${stem}`])) {
    const network = densenet({ depth, classes: 10, stem }, k)
    expect(network.cfg).toEqual(cfg)
    expect(referenceCfg(network.nodes)).toEqual(cfg)
    expect(network.arch).toBe(`densenet${depth}`)
  }
})

test.each([11, 13, 16, 19] as const)('VGG-%i', (depth) => {
  const cfg = vggCfgs[depth]
  const network = vgg({ depth, classes: 10 }, k)
  expect(network.cfg).toEqual(cfg)
  expect(referenceCfg(network.nodes)).toEqual(cfg.filter((entry) => entry !== 'M'))
  expect(network.arch).toBe(`vgg${depth}`)
  const hidden = vgg({ depth, classes: 10, linearLayers: 2 }, k)
  expect(hidden.cfg).toEqual([...cfg, 512])
  expect(referenceCfg(hidden.nodes)).toEqual([...cfg.filter((entry) => entry !== 'M'), 512])
})

test('an own cfg, at once', () => {
  expect(resnet({ depth: 8, classes: 10, cfg: [4, 32, 1] }, k).cfg).toEqual([4, 32, 1])
  expect(preResnet({ depth: 11, classes: 10, cfg: [16, 8, 8, 60, 32, 31, 1, 64, 2, 200] }, k).cfg).toEqual([
    16, 8, 8, 60, 32, 31, 1, 64, 2, 200,
  ])
  expect(densenet({ depth: 7, classes: 10, cfg: [24, 1, 36, 40, 48, 60] }, k).cfg).toEqual([24, 1, 36, 40, 48, 60])
  expect(vgg({ depth: 11, classes: 10, cfg: [1, 'M', 128, 'M', 256, 3, 'M', 512, 5, 'M', 512, 6] }, k).cfg).toEqual([
    1,
    'M',
    128,
    'M',
    256,
    3,
    'M',
    512,
    5,
    'M',
    512,
    6,
  ])
})

test('whoever gets past the compiler meets the same words', () => {
  const loose = <Options>(construct: (options: never, from: typeof k) => unknown, options: Options) => construct(options as never, k)
  expect(() => loose(resnet, { depth: 21, classes: 10 })).toThrow('narrownet: resnet: depth is 21, not 6n + 2')
  expect(() => loose(resnet, { depth: 8, classes: 10, cfg: [17, 32, 64] })).toThrow(
    'cfg[0] is 17, wider than the network, which has 16 channels there',
  )
  expect(() => loose(preResnet, { depth: 11, classes: 10, cfg: [1] })).toThrow('the cfg has 1 entries, but the network has 10')
  expect(() => loose(preResnet, { depth: 2, classes: 10 })).toThrow('depth is 2, not 9n + 2')
  expect(() => loose(densenet, { depth: 41, classes: 10 })).toThrow('depth is 41, not 3n + 4')
  expect(() => loose(vgg, { depth: 12, classes: 10 })).toThrow('depth is 12, not 11, 13, 16 or 19')
  expect(() => loose(vgg, { classes: 10 })).toThrow('narrownet: vgg: it has neither a depth nor a cfg')
  expect(() => loose(resnet, { depth: 8, classes: 0 })).toThrow('narrownet: resnet: classes is 0: at least 1 is needed')
})
