/** Blocks as functions against the same layers at run time: whatever is composed of them, the compiler knows the widths and shapes that come out. */
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import fc from 'fast-check'
import { afterAll, expect, test } from 'vitest'
import {
  batchNorm,
  channelSelection,
  concatenate,
  conv2d,
  globalAveragePool,
  key,
  linear,
  maxPool,
  multiply,
  relu,
  residual,
  sequentialFrom,
  sigmoid,
  type Spec,
  squeezeAndExcitation,
  sum,
} from '../lib/index.js'
import { compile, showMessage } from '../test/setup/compile.js'
import { right } from '../test/setup/answers.js'
import { allCompilers } from './programs.js'

const root = fileURLToPath(new URL('..', import.meta.url)).replace(/[\\/]$/, '')
const folder = `.typetests/compositions-${process.pid}`
afterAll(() => rmSync(join(root, folder), { recursive: true, force: true }))

/** A block as a program writes it, the layers it stands for, and how many channels come out. */
interface Block {
  readonly text: string
  readonly specs: readonly Spec[]
  readonly out: number
}

/** The functions of the program; below, the same layers written flat. */
const functions = `
const unit = <const A extends number, const B extends number>(a: A, b: B) => [conv2d(a, b), batchNorm(b), relu] as const
const block = <const A extends number, const B extends number>(a: A, b: B) => residual(...unit(a, b), conv2d(b, a), batchNorm(a))
const twice = <const A extends number, const B extends number>(a: A, b: B) => residual(block(a, b), relu, block(a, a))
const projected = <const A extends number, const B extends number, const C extends number>(a: A, b: B, c: C) =>
  sum([conv2d(a, c, { kernelSize: 1 }), batchNorm(c)], [...unit(a, b), conv2d(b, c)])
const dense = <const A extends number, const B extends number>(a: A, growth: B) =>
  concatenate([], [batchNorm(a), channelSelection(a), relu, conv2d(a, growth)])
const gate = <const A extends number, const B extends number>(a: A, b: B) => squeezeAndExcitation(a, { squeezed: b })
const gatedInside = <const A extends number, const B extends number, const C extends number>(a: A, b: B, c: C) =>
  residual(...unit(a, b), gate(b, c), conv2d(b, a))
const gatedUnit = <const A extends number, const B extends number, const C extends number>(a: A, b: B, c: C) =>
  multiply([...unit(a, c), conv2d(c, b)], [conv2d(a, b), sigmoid])
const tiedGate = <const A extends number, const B extends number>(a: A, b: B) =>
  multiply([globalAveragePool, linear(a, a), residual(linear(a, b), linear(b, a))], [])
`
const unit = (a: number, b: number): readonly Spec[] => [conv2d(a, b), batchNorm(b), relu]
const block = (a: number, b: number): Spec => residual(...unit(a, b), conv2d(b, a), batchNorm(a))
const made: readonly ((a: number, b: number, c: number) => Block)[] = [
  (a, b) => ({ text: `...unit(${a}, ${b})`, specs: unit(a, b), out: b }),
  (a, b) => ({ text: `block(${a}, ${b})`, specs: [block(a, b)], out: a }),
  (a, b) => ({ text: `twice(${a}, ${b})`, specs: [residual(block(a, b), relu, block(a, a))], out: a }),
  (a, b, c) => ({
    text: `projected(${a}, ${b}, ${c})`,
    specs: [sum([conv2d(a, c, { kernelSize: 1 }), batchNorm(c)], [...unit(a, b), conv2d(b, c)])],
    out: c,
  }),
  (a, b) => ({
    text: `dense(${a}, ${b})`,
    specs: [concatenate([], [batchNorm(a), channelSelection(a), relu, conv2d(a, b)])],
    out: a + b,
  }),
  (a, b) => ({ text: `gate(${a}, ${b})`, specs: [squeezeAndExcitation(a, { squeezed: b })], out: a }),
  (a, b, c) => ({
    text: `gatedInside(${a}, ${b}, ${c})`,
    specs: [residual(...unit(a, b), squeezeAndExcitation(b, { squeezed: c }), conv2d(b, a))],
    out: a,
  }),
  (a, b, c) => ({
    text: `gatedUnit(${a}, ${b}, ${c})`,
    specs: [multiply([...unit(a, c), conv2d(c, b)], [conv2d(a, b), sigmoid])],
    out: b,
  }),
  (a, b) => ({
    text: `tiedGate(${a}, ${b})`,
    specs: [multiply([globalAveragePool, linear(a, a), residual(linear(a, b), linear(b, a))], [])],
    out: a,
  }),
  (a) => ({ text: 'maxPool(2)', specs: [maxPool(2)], out: a }),
]

const width = fc.integer({ min: 1, max: 40 })
const steps = fc.array(fc.record({ kind: fc.nat(made.length - 1), b: width, c: width }), { minLength: 1, maxLength: 7 })

/** A program's line that composes the blocks, and one that compares what the compiler says with what run time found. */
const compared = (
  at: number,
  first: number,
  chosen: readonly { readonly kind: number; readonly b: number; readonly c: number }[],
): string => {
  const blocks = chosen.reduce<readonly Block[]>((before, { kind, b, c }) => {
    // four poolings are what 16 x 16 cells allow
    const poolings = before.filter(({ text }) => text === 'maxPool(2)').length
    return [...before, (made[poolings === 4 && kind === made.length - 1 ? 0 : kind] ?? unreachable)(before.at(-1)?.out ?? first, b, c)]
  }, [])
  const last = blocks.at(-1)?.out ?? first
  const specs = [conv2d(3, first), ...blocks.flatMap((each) => each.specs), globalAveragePool, linear(last, 10)]
  const { cfg, output } = right(sequentialFrom([16, 16, 3], specs))(key(0))
  const layers = [`conv2d(3, ${first})`, ...blocks.map(({ text }) => text), 'globalAveragePool', `linear(${last}, 10)`]
  return `const network${at} = sequential(input(16, 16, 3), ${layers.join(', ')})(key(0))
export const same${at}: Expect<Equal<[(typeof network${at})['cfg'], (typeof network${at})['output']], [${JSON.stringify(cfg)}, ${JSON.stringify(output)}]>> = true
`
}
const unreachable = (): never => {
  throw new Error('no such block')
}

test.each(allCompilers)('blocks put together at random are what run time makes of them, under %s', async (compiler) => {
  const compositions = fc.sample(fc.tuple(width, steps), 40)
  const program = `import { batchNorm, channelSelection, concatenate, conv2d, globalAveragePool, input, key, linear, maxPool, multiply, relu, residual, sequential, sigmoid, squeezeAndExcitation, sum } from 'narrownet'
type Equal<Left, Right> = (<Probe>() => Probe extends Left ? 1 : 2) extends <Probe>() => Probe extends Right ? 1 : 2 ? true : false
type Expect<Truth extends true> = Truth
${functions}${compositions.map(([first, chosen], at) => compared(at, first, chosen)).join('')}`
  mkdirSync(join(root, folder), { recursive: true })
  writeFileSync(join(root, folder, `program-${compiler}.ts`), program)
  const { messages } = await compile(compiler, root, [`${folder}/program-${compiler}.ts`], `${folder}/${compiler}`, { noEmit: true })
  const lines = program.split('\n')
  expect(messages.map((message) => `${showMessage(message)}${lines[message.line - 2]}`)).toEqual([])
})
