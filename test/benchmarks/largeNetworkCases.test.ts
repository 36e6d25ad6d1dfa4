// What `examples/benchmarks/largeNetwork.ts` times on 133 million weights, on a small network and counted: no function of pruning, checkpoints,
// accounting or folding may call a function for each weight, or sort them. Such a call takes many times what a loop does; counts do not hang on the
// machine.
import { readFileSync } from 'node:fs'
import { afterEach, expect, test, vi } from 'vitest'
import { type LargeCase, largeNetworkCases } from '../../examples/benchmarks/largeNetworkCases.js'
import { imageNetVggNames, key, l1Norm, narrowNetwork, vggA } from 'narrownet'

/** More entries than any array but the large weights has: what is done once a channel may call. */
const many = 10_000

const network = vggA({
  classes: 10,
  input: [32, 32, 3],
  cfg: [8, 'M', 8, 'M', 8, 8, 'M', 32, 64, 'M', 64, 64, 'M', 64, 200],
})(key(0))
const narrowed = () => narrowNetwork(network, l1Norm, [4, 'M', 4, 'M', 4, 4, 'M', 16, 32, 'M', 32, 32, 'M', 32, 100])
const cases = largeNetworkCases(network, imageNetVggNames, narrowed)

afterEach(() => vi.restoreAllMocks())

const callers = ['map', 'forEach', 'reduce', 'some', 'every', 'find', 'findIndex', 'filter', 'sort', 'toSorted'] as const

/** Methods that were asked to go through many entries, and how many. */
const watched = (run: LargeCase['run']): readonly string[] => {
  const met: string[] = []
  const spies = callers.map((name) => {
    const own = Float32Array.prototype[name] as (...given: readonly unknown[]) => unknown
    return vi.spyOn(Float32Array.prototype, name as 'map').mockImplementation(function (this: Float32Array, ...given: readonly unknown[]) {
      if (this.length >= many) met.push(`${name} of ${this.length}`)
      return own.apply(this, [...given]) as Float32Array<ArrayBuffer>
    })
  })
  const from = Float32Array.from.bind(Float32Array)
  spies.push(
    vi.spyOn(Float32Array, 'from').mockImplementation(((values: Iterable<number> & ArrayLike<number>, ...others: readonly never[]) => {
      if (values.length >= many) met.push(`from ${values.length}`)
      return from(values, ...others)
    }) as never) as never,
  )
  run()
  for (const spy of spies) spy.mockRestore()
  return met
}

test('there are arrays to go through', () => {
  expect(network.nodes.some((node) => node._tag === 'layer' && (node.arrays.weight?.length ?? 0) > 2 * many)).toBe(true)
  expect(watched(() => new Float32Array(many).map(() => 1))).toEqual([`map of ${many}`])
})

test.each(cases.map(({ names, note, run }) => ({ name: [names.join(), note].join(' '), run })))('$name goes by loops', ({ run }) => {
  expect(watched(run)).toEqual([])
})

test('every public function of these folders has a case', () => {
  const index = readFileSync(new URL('../../lib/index.ts', import.meta.url), 'utf8')
  const exported = [
    ...index.matchAll(/export \{([^}]*)\} from '\.\/(?:pruning|checkpoint|accounting)\/|export \{([^}]*)\} from '\.\/inference\/folded/g),
  ]
    .flatMap(([, names = '', other = '']) => `${names},${other}`.split(','))
    .map((name) => name.trim())
    .filter((name) => name !== '' && !name.startsWith('type '))
  // these run networks, and take the time of that: `largeNetwork.ts` times the first two beside evaluations
  const onDevices = ['activationScore', 'sensitivity', 'taylorScore', 'gradientTimesWeight', 'planToMeasured']
  expect(exported.length).toBeGreaterThan(40)
  expect(exported.filter((name) => !onDevices.includes(name) && !cases.some(({ names }) => names.includes(name)))).toEqual([])
})
