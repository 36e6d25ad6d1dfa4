// An option that is undefined is as good as one left out: what `exactOptionalPropertyTypes` lets pass, and programs write as `flag ? 0.9 : undefined`.
import { expect, test } from 'vitest'
import * as _ from '../../lib/index.js'
import { right } from '../setup/answers.js'
import { goodCalls, type GoodCall } from './goodCalls.js'

const backend = right(await _.startWasm()())
const exported: Readonly<Record<string, unknown>> = _

type Options = Readonly<Record<string, unknown>>
/** Not what one of the library's functions made. */
const areOptions = (value: unknown): value is Options =>
  typeof value === 'object' &&
  value !== null &&
  Object.getPrototypeOf(value) === Object.prototype &&
  !['_tag', 'nodes', 'network', 'rows', 'words', 'told', 'groups', 'dataId'].some((member) => member in value)

/** The same options with each key, also of options inside them, once undefined and once left out. */
const pairs = (options: Options): readonly (readonly [key: string, asUndefined: Options, leftOut: Options])[] =>
  Object.entries(options).flatMap(([key, value]) => {
    const { [key]: _left, ...others } = options
    const inside = areOptions(value) ? pairs(value) : []
    return [
      [key, { ...options, [key]: undefined }, others] as const,
      ...inside.map(([name, asUndefined, leftOut]) => {
        const of = (inner: Options): Options => ({ ...options, [key]: inner })
        return [`${key}.${name}`, of(asUndefined), of(leftOut)] as const
      }),
    ]
  })

/** What comes of a call in the end: tasks are run, events collected. What is thrown, where a member must be there, shows what was given. */
const ended = async (name: string, [first, ...others]: GoodCall): Promise<unknown> => {
  try {
    let given: unknown = (exported[name] as (...given: readonly unknown[]) => unknown)(...first)
    for (const then of others) given = (given as (...given: readonly unknown[]) => unknown)(...then)
    if (typeof given === 'function' && given.length === 0) given = await given()
    if (typeof given !== 'object' || given === null || !(Symbol.asyncIterator in given)) return given
    const events: unknown[] = []
    for await (const event of given as AsyncIterable<unknown>) events.push(event)
    return events
  } catch (thrown) {
    expect(String(thrown)).toMatch(/^TypeError: narrownet: /)
    return 'thrown'
  }
}

/** As text: numbers of arrays and all, functions by their names alone. */
const shown = (value: unknown): string =>
  JSON.stringify(value, (_key, member: unknown) =>
    typeof member === 'function' ? `function ${member.name}` : ArrayBuffer.isView(member) ? [...(member as Float32Array)] : member,
  )

/** Options are the last argument. Metadata of safetensors are entries of a program's own, none of which is left out. */
const { encodeSafetensors: _metadata, ...calls } = goodCalls(backend)
const cases = Object.entries(calls).flatMap(([name, call]) =>
  call.flatMap((given, at) => {
    const options = given.at(-1)
    return areOptions(options) && Object.keys(options).length > 0 ? [[name, call, at, given, options] as const] : []
  }),
)

test.each(cases)('%s', async (name, call, at, given, options) => {
  const by = (told: Options): GoodCall => call.with(at, [...given.slice(0, -1), told]) as unknown as GoodCall
  for (const [key, asUndefined, leftOut] of pairs(options)) {
    const [one, other] = [await ended(name, by(asUndefined)), await ended(name, by(leftOut))]
    expect(`${key}: ${shown(one)}`).toBe(`${key}: ${shown(other)}`)
  }
})
