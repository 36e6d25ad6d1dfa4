import { function as F } from 'fp-ts'
import { expect, test, vi } from 'vitest'
import { multiplyAccumulates, parameterCount } from '../../lib/accounting/cost.js'
import { resnet34 } from '../../lib/model/resnet34.js'
import { vggA } from '../../lib/model/vggA.js'
import { arraysOf, mapArrays } from '../../lib/network/arrays.js'
import { cutTied, planTied } from '../../lib/pruning/cutTied.js'
import { l1Norm } from '../../lib/pruning/filterNorm.js'
import { narrow } from '../../lib/pruning/narrow.js'
import { published } from '../../lib/pruning/published.js'
import { key } from '../../lib/random/key.js'
import { right } from '../setup/answers.js'
import { referenceCfg } from '../setup/plans.js'

vi.mock('../../lib/random/initializers.js', async (importOriginal) => (await import('../setup/undrawn.js')).undrawn(await importOriginal()))

const small = { classes: 5, input: [32, 32, 3] } as const
const wide = resnet34(small)(key(0))

test('the cfg is what may be pruned', () => {
  expect(wide.cfg).toEqual([64, 64, 64, 128, 128, 128, 128, 256, 256, 256, 256, 256, 256, 512, 512, 512])
  expect(referenceCfg(wide.nodes)).toEqual(wide.cfg)
  const hidden = [4096, 4096] as const
  const pooled = vggA({ ...small, cfg: [64, 'M', 128, 'M', 256, 256, 'M', 512, 512, 'M', 512, 512, 'M', ...hidden] })(key(0))
  expect(pooled.cfg).toEqual([64, 'M', 128, 'M', 256, 256, 'M', 512, 512, 'M', 512, 512, 'M', 4096, 4096])
  expect(referenceCfg(pooled.nodes)).toEqual([64, 128, 256, 256, 512, 512, 512, 512, 4096, 4096])
  expect([wide.arch, pooled.arch]).toEqual(['resnet34', 'vggA'])
})

test.each(['resnet34A', 'resnet34B'] as const)('%s: narrowed to it and made so are of one size', (name) => {
  const slim = F.pipe(wide, narrow(l1Norm, published[name]))
  const made = resnet34({ ...small, cfg: published[name] })
  expect(slim.cfg).toEqual(published[name])
  expect([parameterCount(slim), multiplyAccumulates(slim)]).toEqual([parameterCount(made), multiplyAccumulates(made)])
})

test('ResNet-34-C: what the third stage hands on, ranked by the 1x1 filters of its shortcut', () => {
  // the stem is four layers, each block of stages 1 and 2 is followed by a rectifier
  const shortcut = `${4 + 2 * (3 + 4)}.0.0`
  const filters = arraysOf(wide).find(({ path }) => path === `${shortcut}.weight`)
  expect(filters?.shape).toEqual([1, 1, 128, published.resnet34C.channels])
  const { channels, width } = published.resnet34C
  const ranked = mapArrays(wide, (values, path) => (path === `${shortcut}.weight` ? values.map((_zero, at) => at % channels) : values))
  const group = right(planTied(l1Norm, shortcut, width)(ranked))
  expect(group.kept).toEqual(Array.from({ length: width }, (_, at) => channels - width + at))
  const slim = right(cutTied([group])(ranked))
  expect([slim.cfg, slim.arch]).toEqual([wide.cfg, 'resnet34'])
  const made = resnet34({ ...small, outChannels: [64, 128, width, 512] })
  expect([parameterCount(slim), multiplyAccumulates(slim)]).toEqual([parameterCount(made), multiplyAccumulates(made)])
  const shapes = (network: object) => arraysOf(network as typeof wide).map(({ path, shape }) => [path, shape])
  expect(shapes(slim)).toEqual(shapes(made(key(0))))
})
