import fc from 'fast-check'
import { either as E } from 'fp-ts'
import { describe, expect, test } from 'vitest'
import { batchNorm } from '../../lib/layer/batchNorm.js'
import { conv2d } from '../../lib/layer/conv2d.js'
import { flatten } from '../../lib/layer/flatten.js'
import { linear } from '../../lib/layer/linear.js'
import { maxPool } from '../../lib/layer/maxPool.js'
import { relu } from '../../lib/layer/relu.js'
import { isTrained } from '../../lib/layer/definition.js'
import { arraysOf } from '../../lib/network/arrays.js'
import { residual } from '../../lib/network/branching.js'
import type { Node } from '../../lib/network/network.js'
import { input, sequential } from '../../lib/network/sequential.js'
import { cut } from '../../lib/pruning/cut.js'
import * as _ from '../../lib/pruning/cutState.js'
import { composePlans, keepAll } from '../../lib/pruning/plan.js'
import { key } from '../../lib/random/key.js'
import { fit } from '../../lib/training/fit.js'
import { fitMessage } from '../../lib/training/fitError.js'
import type { FitState } from '../../lib/training/fitState.js'
import { describeOnBackends } from '../engine/backends.js'
import { expectClose } from '../engine/expectClose.js'
import { right } from '../setup/answers.js'
import { arbitraryNetwork, type AnyShaped } from '../setup/networks.js'
import { arbitraryPlan, maskedBy, planFor } from '../setup/plans.js'
import { learnable } from '../setup/samples.js'

const planned = arbitraryNetwork.chain((network) => planFor(network).map((plan) => ({ network, plan })))

/** A state whose velocities are the trained arrays themselves, so that it must be cut as they are. */
const twinOf = (network: { readonly nodes: readonly Node[] }): FitState => ({
  epochsDone: 1,
  stepsDone: 1,
  told: undefined,
  optimizer: {
    name: 'sgd',
    slots: {
      velocity: Object.fromEntries(arraysOf(network).flatMap(({ path, role, values }) => (isTrained(role) ? [[path, values]] : []))),
    },
  },
})

describe('cutState', () => {
  test('cuts the network as cut does, and the state as the network', () => {
    fc.assert(
      fc.property(planned, ({ network, plan }) => {
        const both = right(_.cutState(plan)({ network, state: twinOf(network) }))
        expect(both.network).toEqual(right(cut(plan)(network)))
        expect(both.state).toEqual(twinOf(both.network))
      }),
      { numRuns: 300 },
    )
  })

  test('one plan after another is both composed; keeping all changes nothing', () => {
    fc.assert(
      fc.property(
        planned.chain(({ network, plan }) => planFor(right(cut(plan)(network))).map((second) => ({ network, plan, second }))),
        ({ network, plan, second }) => {
          const whole = { network, state: twinOf(network) }
          const once = right(_.cutState(plan)(whole))
          expect(right(_.cutState(second)(once))).toEqual(right(_.cutState(right(composePlans(plan, second)))(whole)))
          expect(right(_.cutState(keepAll(network.cfg))(whole))).toEqual(whole)
        },
      ),
    )
  })

  test('a state of another network is a Left, and a fit says how to go on', () => {
    const network = sequential(input(4), linear(4, 3), relu, linear(3, 2))(key(0))
    const slim = right(cut({ groups: [{ width: 3, kept: [0, 2] }] })(network))
    const refused = _.cutState({ groups: [{ width: 2, kept: [0] }] })({ network: slim, state: twinOf(network) })
    expect(refused).toMatchObject({ left: { _tag: 'BadOption', option: 'state.optimizer.slots.velocity["0.weight"]' } })
    expect(E.isLeft(refused) && refused.left._tag === 'BadOption' && fitMessage(refused.left)).toContain('cutState')
    expect(_.cutState({ groups: [] })({ network, state: twinOf(network) })).toMatchObject({ left: { _tag: 'PlanMismatch' } })
  })
})

describeOnBackends('a fit goes on after a cut', (backend, { runs }) => {
  const samples = learnable([6, 6, 3], 3, 12)
  const network = sequential(
    input(6, 6, 3),
    conv2d(3, 4),
    batchNorm(4),
    relu,
    maxPool(2),
    residual(conv2d(4, 3), batchNorm(3), relu, conv2d(3, 4), batchNorm(4)),
    conv2d(4, 5),
    batchNorm(5),
    relu,
    flatten,
    linear(45, 3),
  )(key(1))
  const options = { epochs: 2, batchSize: 12, learningRate: 0.05, momentum: 0.9, nesterov: true, weightDecay: 1e-3, key: key(5) }

  test('with the step of the masked network, for any plan', async () => {
    const stepped = async (from: _.InTraining<AnyShaped>): Promise<_.InTraining<AnyShaped>> => {
      for await (const epoch of fit(backend(), from.network, samples as never, { ...options, resume: from.state })) return right(epoch)
      throw new Error('one epoch was asked for')
    }
    const warm = await stepped({
      network: network as unknown as AnyShaped,
      state: { epochsDone: 0, stepsDone: 0, told: undefined, optimizer: { name: 'sgd', slots: { velocity: {} } } },
    })
    await fc.assert(
      fc.asyncProperty(arbitraryPlan(network.cfg), async (plan) => {
        const masked = await stepped({ ...warm, network: maskedBy(warm.network, plan) })
        const expected = right(_.cutState(plan)(masked))
        const found = await stepped(right(_.cutState(plan)(warm)) as _.InTraining<AnyShaped>)
        const wanted = arraysOf(expected.network)
        for (const [at, { path, values }] of arraysOf(found.network).entries())
          expectClose(values, wanted[at]?.values ?? new Float32Array(0), path, 1e-4)
        for (const [path, values] of Object.entries(found.state.optimizer.slots.velocity))
          expectClose(values, expected.state.optimizer.slots.velocity[path] ?? new Float32Array(0), `velocity ${path}`, 1e-4)
        expect(found.state.told).toEqual(masked.state.told)
      }),
      { numRuns: runs(20) },
    )
  })
})
