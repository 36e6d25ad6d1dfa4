/**
 * What plain JavaScript reads of its mistakes: each argument of every exported function replaced by something else, each field left out or replaced, one at a time.
 * What is thrown names the function that was called; what is a `Left` is a sentence. That nothing else comes of it, `exports.test.ts` tries at random.
 */
import { either as E } from 'fp-ts'
import { expect, test } from 'vitest'
import * as _ from '../../lib/index.js'
import { right } from '../setup/answers.js'
import { goodCalls } from './goodCalls.js'
import { network } from './smallNetwork.js'

const backend = right(await _.startWasm()())
const calls = goodCalls(backend)
const samples = right(_.dataset({ shape: [4, 4, 1], classes: 2, values: new Float32Array(48), labels: [0, 1, 0] }))
const exported: Readonly<Record<string, unknown>> = { ..._ }

/** What is not tried, and why. */
const exceptions: Readonly<Record<string, string>> = {
  ...{ startWasm: 'each call starts an engine', startWebgl: 'likewise', startBest: 'likewise' },
  ...{ vggA: 'as the other families, and its key draws a hundred million weights', resnet34: 'likewise' },
  ...{ concatenate: 'its layers are for sequential to judge', sum: 'likewise', multiply: 'likewise', residual: 'likewise' },
  ...{ maskedConv2d: 'it takes what the compiler knows to be a layer', maskedLinear: 'likewise', layerRule: 'it takes nothing' },
  ...{ defineLayer: 'its own tests', defineLoss: 'likewise' },
  ...{ binaryCrossEntropy: 'it takes nothing', meanSquaredError: 'likewise', meanAbsoluteError: 'likewise' },
  ...{ errorMessage: 'of whatever was left', showFlops: 'of what flops gives', scratchB: 'its own tests', scratchE: 'likewise' },
  gradualBudgets: 'its own tests',
}

const wrongs: readonly unknown[] = [undefined, null, 'text', 3, -1, Number.NaN, {}, [], ['x'], () => 'x']

/** A plain object's members, where it is none that a function of the library makes. */
const membersOf = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype && !('liveArrays' in value)
    ? (value as Readonly<Record<string, unknown>>)
    : {}

/** An argument as it should not be. */
const wrongOnes = (value: unknown): readonly unknown[] => {
  const members = membersOf(value)
  const others = Object.keys(members).flatMap((name) => [
    Object.fromEntries(Object.entries(members).filter(([other]) => other !== name)),
    ...wrongs.map((wrong) => ({ ...members, [name]: wrong })),
  ])
  return [...wrongs, ...others, ...(others.length === 0 ? [] : [{ ...members, lr: 1 }])]
}

/** What a call comes to, run to its end. */
const ended = async (made: unknown): Promise<unknown> => {
  if (typeof made === 'function' && made.length === 0) return (made as () => unknown)()
  if (!(typeof made === 'object' && made !== null && Symbol.asyncIterator in made)) return made
  const events = made as AsyncGenerator<unknown>
  const { value } = await events.next()
  await events.return(undefined)
  return value
}

/** The sentence that was thrown, or that a `Left` has; undefined where the call was answered. */
const sentenceOf = async (name: string, lists: readonly (readonly unknown[])[]): Promise<string | undefined> => {
  try {
    const made = lists.reduce<unknown>((given, list) => (given as (...values: readonly unknown[]) => unknown)(...list), exported[name])
    const found = (await ended(made)) as Partial<E.Left<_.NarrownetError>> | null | undefined
    return found?._tag === 'Left' ? `a Left: ${_.errorMessage(found.left as _.NarrownetError)}` : undefined
  } catch (thrown) {
    return thrown instanceof TypeError ? thrown.message : `no TypeError: ${String(thrown)}`
  }
}

test('every exported function is tried, or there is a reason', () => {
  const functions = Object.entries(exported).flatMap(([name, value]) => (typeof value === 'function' ? [name] : []))
  expect([...Object.keys(calls), ...Object.keys(exceptions)].toSorted()).toEqual(functions.toSorted())
})

test.each(Object.entries(calls))('%s names itself in what it throws', async (name, lists) => {
  const before = backend.liveArrays()
  // a device that is not used, and files of nothing: no call is refused for its arguments
  expect(await sentenceOf(name, lists)).toSatisfy((said: string | undefined) => said === undefined || said.startsWith('a Left: '))
  const said = new Set<string>()
  for (const [at, list] of lists.entries())
    for (const [place, value] of list.entries())
      for (const wrong of wrongOnes(value)) {
        const given = [...lists.slice(0, at), list.map((one, other) => (other === place ? wrong : one)), ...lists.slice(at + 1)]
        said.add((await sentenceOf(name, given)) ?? 'answered')
      }
  const bad = [...said].filter(
    (sentence) =>
      !(sentence === 'answered' || sentence.startsWith('a Left: ') || new RegExp(`^narrownet: ${name}\\d*: `).test(sentence)) ||
      /\n|\[object|a value is missing/.test(sentence),
  )
  expect(bad).toEqual([])
  expect(said.size).toBeGreaterThan(1)
  expect(backend.liveArrays().count).toBe(before.count)
})

/** What newcomers forget: to call a task, to await it, to take out what an `Either` holds, to call what makes a value. */
const trained = () => _.train(backend, network, samples, { epochs: 0, batchSize: 3, learningRate: 0.1, key: _.key(0) })
const forgotten: readonly (readonly [call: () => unknown, sentence: string])[] = [
  [
    () => _.frozen(E.right(backend) as never, network),
    'frozen: the backend is an Either, not what startWasm gives: take out what it holds, as orThrow does',
  ],
  [() => _.frozen(_.startWasm()() as never, network), 'frozen: the backend is a promise, not what startWasm gives: await it'],
  [() => _.evaluate(backend, trained() as never, samples), 'evaluate: the network is a function, not an object: call a task, and await it'],
  [() => _.evaluate(backend, trained()() as never, samples), 'evaluate: the network is a promise, not an object: await it'],
  [() => _.folded(E.right(network) as never), 'folded: the network is an Either, not an object: take out what it holds, as orThrow does'],
  [
    () => _.parameterCount(E.right(network) as never),
    'parameterCount: the network is an Either, not a network, or what makes one: take out what it holds, as orThrow does',
  ],
  [
    () => _.evaluate(backend, network, E.right(samples) as never),
    'evaluate: the data set is an Either, not an object: take out what it holds, as orThrow does',
  ],
  [
    () => _.cut(_.planByRatio(_.l1Norm, 0.5)(network) as never)(network),
    'cut: the plan is an Either, not an object: take out what it holds, as orThrow does',
  ],
  [
    () => _.forward(backend, network, E.right(1) as never),
    'forward: the batch is an Either, not an object: take out what it holds, as orThrow does',
  ],
  [() => _.predict(backend, network as never, new Float32Array(16)), "predict: the model's network is undefined, not an object"],
  [
    () => _.folded(_.sequential(_.input(4), _.linear(4, 2)) as never),
    "folded: give the layers a key first: sequential(...)(key(0)), or key(0) behind a family's options",
  ],
  [() => _.orThrow(trained()() as never), 'orThrow: what is given is a promise, not an Either: await it'],
]
test.each(forgotten.map(([call, sentence]) => [sentence, call] as const))('%s', (sentence, call) => {
  expect(call).toThrow(new TypeError(`narrownet: ${sentence}`))
})
