import { either as E, function as F } from 'fp-ts'
import { describe, expect, test } from 'vitest'
import { decodeNetwork, encodeNetwork } from '../../lib/checkpoint/networkFile.js'
import * as _ from '../../lib/checkpoint/refine.js'
import { batchNorm } from '../../lib/layer/batchNorm.js'
import { channelSelection } from '../../lib/layer/channelSelection.js'
import { conv2d } from '../../lib/layer/conv2d.js'
import { globalAveragePool } from '../../lib/layer/globalAveragePool.js'
import { linear } from '../../lib/layer/linear.js'
import { relu } from '../../lib/layer/relu.js'
import { mlp } from '../../lib/model/mlp.js'
import { resnet } from '../../lib/model/resnet.js'
import { vggA } from '../../lib/model/vggA.js'
import { residual } from '../../lib/network/branching.js'
import type { Network } from '../../lib/network/network.js'
import { input, sequential } from '../../lib/network/sequential.js'
import { cut } from '../../lib/pruning/cut.js'
import { l1Norm } from '../../lib/pruning/filterNorm.js'
import { planByRatio } from '../../lib/pruning/planTo.js'
import { key } from '../../lib/random/key.js'
import type { Equal, Expect } from '../../typetests/equal.js'
import { right } from '../setup/answers.js'

describe('refine', () => {
  const wide = mlp({ input: [4], cfg: [6, 8], classes: 2 }, key(0))
  const slim = right(cut(right(planByRatio(l1Norm, 0.5)(wide)))(wide))
  const file = right(decodeNetwork(encodeNetwork(slim)))

  test('gives the compiler the literal cfg, and changes nothing else', () => {
    const known = right(_.refine([3, 4])(slim))
    type Known = Expect<Equal<typeof known, Network<[4], [2], [3, 4], 'mlp'>>>
    const yes: Known = true
    expect([known, yes]).toEqual([slim, true])
    expect(known.nodes).toBe(slim.nodes)
  })

  test('other widths are a Left with both', () => {
    const wrong = _.refine([3, 5])(slim)
    expect(wrong).toEqual(E.left({ _tag: 'NetworkMismatch', differences: [{ field: 'cfg', expected: [3, 5], found: [3, 4] }] }))
    expect(E.isLeft(wrong) && _.networkMismatchMessage(wrong.left)).toBe("the network's cfg is [3, 4], not [3, 5]")
    expect(E.isLeft(_.refine([3])(slim))).toBe(true)
    expect(E.isLeft(_.refine([])(slim))).toBe(true)
  })

  test('gives a whole type back to what comes from a file: written down, of a network, of what makes one', () => {
    const network = mlp({ input: [4], cfg: [3, 4], classes: 2 }, key(1))
    const written = right(F.pipe(file, _.refine({ input: [4], output: [2], cfg: [3, 4], arch: 'mlp' })))
    const alike = right(F.pipe(file, _.refine(network)))
    type Both = [Expect<Equal<typeof written, typeof network>>, Expect<Equal<typeof alike, typeof network>>]
    const yes: Both = [true, true]
    expect([written, alike, yes]).toEqual([file, file, [true, true]])

    const block = residual(batchNorm(4), channelSelection(4, 3), relu, conv2d(3, 4))
    const build = sequential(input(8, 8, 1), conv2d(1, 4), block, globalAveragePool, linear(4, 2))
    const own = build(key(3))
    const loaded = right(F.pipe(decodeNetwork(encodeNetwork(own)), E.flatMap(_.refine(build))))
    type Own = Expect<Equal<typeof loaded, typeof own>>
    const same: Own = true
    expect([loaded, same]).toEqual([own, true])
  })

  test('what a function that makes networks says of them is what they are, and costs no weights', () => {
    const build = vggA({ classes: 10, input: [32, 32, 3] })
    expect([build.input, build.output, build.arch]).toEqual([[32, 32, 3], [10], 'vggA'])
    const small = sequential(input(6), linear(6, 5), relu, linear(5, 3))
    const { nodes: _nodes, ...signature } = small(key(0))
    expect({ ...small }).toMatchObject(signature)
  })

  test('names each of input, output, cfg and arch that differs', () => {
    const wrong = F.pipe(file, _.refine({ input: [5], output: [3], cfg: [3, 4, 5], arch: 'convnet' }))
    expect(E.isLeft(wrong) && wrong.left.differences.map(({ field }) => field)).toEqual(['input', 'output', 'cfg', 'arch'])
    expect(E.isLeft(wrong) && _.networkMismatchMessage(wrong.left)).toBe(
      "the network's input is [4], not [5]; its output is [2], not [3]; its cfg is [3, 4], not [3, 4, 5]; its arch is mlp, not convnet",
    )
  })

  test('of a long cfg the message names the first entry that differs', () => {
    const deep = right(decodeNetwork(encodeNetwork(resnet({ depth: 56, classes: 10 }, key(0)))))
    const narrower = deep.cfg.map((width, at) => (at === 20 ? 7 : width))
    const message = (cfg: readonly (number | 'M')[]) => F.pipe(deep, _.refine({ cfg }), E.mapLeft(_.networkMismatchMessage))
    expect(message(narrower)).toEqual(E.left("the network's cfg[20] is 64, not 7"))
    expect(message(narrower.slice(1))).toEqual(E.left("the network's cfg has 27 entries, not 26"))
    expect(message(deep.cfg)).toEqual(E.right(deep))
  })

  test.each([undefined, null, 3, 'mlp'])('what is no cfg and no network, %o, is named', (like) => {
    expect(() => _.refine(like as never)(wide)).toThrow(
      /^narrownet: refine: what the network is like is .*, not a cfg, a network or what makes one/,
    )
  })
})
