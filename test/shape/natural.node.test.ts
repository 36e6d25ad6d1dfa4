import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, expect, test } from 'vitest'
import { ceilWindowCount, windowCount } from '../../lib/shape/window.js'
import { arrayFrom } from '../engine/arbitraryArray.js'
import { compile, type Compiler, compilers } from '../setup/compile.js'

// Types are held against JavaScript by a program of equations, written here with JavaScript's answers and given to each compiler.

const root = fileURLToPath(new URL('../..', import.meta.url)).replace(/[\\/]$/, '')
const folder = 'reports/natural'

afterAll(() => rmSync(join(root, folder), { recursive: true, force: true }))

/** Whole numbers that sit on the digits' edges, and some between. */
const edges = [0, 1, 2, 5, 9, 10, 11, 19, 49, 64, 90, 99, 100, 101, 128, 499, 512, 784, 999, 1000, 3136, 4095, 25088, 65536, 99999]
const drawn = [...arrayFrom(3, [60]).values].map((value) => Math.floor(((value + 2) / 4) * 10 ** (1 + (Math.abs(value * 1000) % 5))))
const numbers = [...edges, ...drawn]
const pairs = numbers.flatMap((left, at) => [31].map((by) => [left, numbers[(at * by + by) % numbers.length]!] as const))

interface Equation {
  readonly formula: string
  readonly value: number | boolean
}

const arithmetic: readonly Equation[] = pairs.flatMap(([left, right]) => {
  const [small, large] = left < right ? [left, right] : [right, left]
  return [
    { formula: `Add<${left}, ${right}>`, value: left + right },
    { formula: `Multiply<${left}, ${right}>`, value: left * right },
    { formula: `Subtract<${large}, ${small}>`, value: large - small },
    { formula: `FitsIn<${left}, ${right}>`, value: left >= 1 && left <= right },
    ...(right === 0
      ? []
      : [
          { formula: `FloorDivide<${left}, ${right}>`, value: Math.floor(left / right) },
          { formula: `CeilDivide<${left}, ${right}>`, value: Math.ceil(left / right) },
          { formula: `Remainder<${left}, ${right}>`, value: left % right },
        ]),
  ]
})

const windows: readonly Equation[] = [1, 3, 4, 7, 28, 224].flatMap((size) =>
  [1, 2, 3, 5].flatMap((window) =>
    [1, 2, 3].flatMap((stride) =>
      [0, 1, 2, 3].flatMap((padding) => [
        { formula: `WindowCount<${size}, ${window}, ${stride}, ${padding}>`, value: windowCount(size, window, stride, padding) },
        { formula: `CeilWindowCount<${size}, ${window}, ${stride}, ${padding}>`, value: ceilWindowCount(size, window, stride, padding) },
      ]),
    ),
  ),
)

const program = (equations: readonly Equation[]): string =>
  [
    "import type { Add, CeilDivide, FitsIn, FloorDivide, Multiply, Remainder, Subtract } from '../../lib/shape/natural.js'",
    "import type { CeilWindowCount, WindowCount } from '../../lib/shape/window.js'",
    "import type { Equal, Expect } from '../../typetests/equal.js'",
    ...equations.map(({ formula, value }, at) => `export type T${at} = Expect<Equal<${formula}, ${value}>>`),
  ].join('\n')

const faultsOf = async (compiler: Compiler, name: string, equations: readonly Equation[]): Promise<readonly string[]> => {
  const text = program(equations)
  const file = `${folder}/${name}${compiler}.ts`
  mkdirSync(join(root, folder), { recursive: true })
  writeFileSync(join(root, file), text)
  const { messages } = await compile(compiler, root, [file], `${folder}/${name}${compiler}`, { noEmit: true })
  return messages.map(({ line, lines }) => `${text.split('\n')[line - 1]}: ${lines.join(' ')}`)
}

test.each(Object.keys(compilers) as Compiler[])('every equation holds under TypeScript %s', async (compiler) => {
  expect(arithmetic.length + windows.length).toBeGreaterThan(700)
  expect(await faultsOf(compiler, 'equations', [...arithmetic, ...windows])).toEqual([])
})

test('an equation that does not hold is noticed', async () => {
  const wrong = [
    { formula: 'Multiply<512, 49>', value: 25089 },
    { formula: 'Add<99, 1>', value: 100 },
    { formula: 'WindowCount<28, 3, 2, 1>', value: 15 },
    { formula: 'CeilWindowCount<28, 3, 2, 0>', value: 13 },
  ]
  const faults = await faultsOf('7', 'wrong', wrong)
  expect(faults.map((fault) => /T\d/.exec(fault)?.[0])).toEqual(['T0', 'T2', 'T3'])
})
