/**
 * Every exported function, taken from the index itself so that none is forgotten, called with arguments of which some are right and some are
 * nothing of the kind, and so is what it gives where that is a function: an answer, a `Left`, or a `TypeError` that begins with `narrownet:`.
 * Never another exception, nor a task that rejects.
 */
import fc from 'fast-check'
import { either as E } from 'fp-ts'
import { expect, test } from 'vitest'
import * as chart from '../../lib/chart/index.js'
import * as _ from '../../lib/index.js'
import { right } from '../setup/answers.js'
import { cases } from './cases.js'
import { hostile } from './outcome.js'
import { initialize, network } from './smallNetwork.js'

const key = _.key(0)
const samples = right(_.dataset({ shape: [4, 4, 1], classes: 2, values: new Float32Array(48), labels: [0, 1, 0] }))
const backend = right(await _.startWasm()())
const batch = right(_.tensor([1, 4, 4, 1], new Float32Array(16)))
const bytes = _.encodeNetwork(network)
const options = { epochs: 1, batchSize: 3, learningRate: 0.1, key }
const plan = _.keepAll([4, 3])
const state = right(
  _.decodeFitState(_.encodeFitState({ epochsDone: 0, stepsDone: 0, told: undefined, optimizer: { name: 'sgd', slots: { velocity: {} } } })),
)
const names = { 0: 'a', 1: 'b', 4: 'c', 6: 'd' }

/** What functions of this library take. */
const good: readonly unknown[] = [
  ...[network, initialize, samples, backend, batch, bytes, options, plan, key, names, state, right(_.modelOf(network, samples))],
  ...[_.l1Norm, _.batchNormScale, _.relu, _.conv2d(1, 4), [_.relu], [4, 4, 1], [4, 3], 2, 0.5, 1, '0', 'macs', () => 1],
  ...[
    new Float32Array(16),
    new Uint8Array(16),
    new Map([['a', batch]]),
    E.right(network),
    E.left(undefined),
    _.planToJson(plan),
    plan.groups,
  ],
  ...[
    _.arraysOf(network),
    right(_.stateDictOf(names)(network)),
    { normalization: 'none' },
    { ratio: 0.5 },
    { groups: [] },
    { name: 'a', bytes },
  ],
]

/** Almost right: a member is missing, or something else. */
const half = fc
  .tuple(
    fc.constantFrom(...good.filter((value) => typeof value === 'object' && value !== null && !ArrayBuffer.isView(value))),
    fc.nat(),
    hostile,
  )
  .map(([value, at, other]) => {
    const members = Object.entries(value as object)
    return Object.fromEntries(
      members.map(([name, member], place) => (place === at % Math.max(members.length, 1) ? [name, other] : [name, member])),
    )
  })
const argument = fc.oneof(
  fc.constantFrom(...good),
  hostile,
  half,
  fc.constantFrom<unknown>(undefined, null, 3, 'text', {}, [], [undefined], { nodes: [{}] }),
)
const calls = fc.array(fc.array(argument, { maxLength: 4 }), { minLength: 1, maxLength: 3 })

const isSentence = (thrown: unknown): boolean => thrown instanceof TypeError && thrown.message.startsWith('narrownet: ')

/** What is not called like this, and why. */
const exceptions: Readonly<Record<string, string>> = {
  orThrow: 'it throws an Error of whatever was left: that is what it is for',
  startWasm: 'each call starts an engine: its options have their tests in options.test.ts',
  vggA: 'its key draws a hundred million weights: its options have their tests in options.test.ts',
  resnet34: 'likewise',
}

/** What is given, called again and again with the next arguments, until it is no function; what throws a sentence has ended, too. */
const problemOf = async (name: string, given: unknown, [first, ...rest]: readonly (readonly unknown[])[]): Promise<string | undefined> => {
  let made: unknown
  try {
    made = (given as (...values: readonly unknown[]) => unknown)(...(first ?? []))
  } catch (thrown) {
    return isSentence(thrown) ? undefined : `${name} threw ${String((thrown as Error | null)?.stack ?? thrown)}`
  }
  try {
    if (made instanceof Promise) return void (await made)
    if (typeof made === 'object' && made !== null && Symbol.asyncIterator in made) {
      for await (const event of made as AsyncIterable<unknown>) if (event === 'never') break
      return undefined
    }
  } catch (thrown) {
    return isSentence(thrown) ? undefined : `${name} rejected: ${String((thrown as Error | null)?.stack ?? thrown)}`
  }
  return typeof made === 'function' ? problemOf(`${name}()`, made, rest) : undefined
}

test('every exported function answers, gives a Left, or says what it was given', async () => {
  const functions = Object.entries({ ..._, ...chart }).filter(
    ([name, value]) => typeof value === 'function' && !Object.hasOwn(exceptions, name),
  )
  expect(functions.length).toBeGreaterThan(100)
  expect(Object.keys(exceptions).filter((name) => !Object.hasOwn(_, name))).toEqual([])
  const before = backend.liveArrays()
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...functions), calls, async ([name, exported], given) => {
      expect(await problemOf(name, exported, given)).toBe(undefined)
    }),
    { numRuns: cases(4000) },
  )
  expect(backend.liveArrays().count).toBe(before.count)
}, 600_000)
