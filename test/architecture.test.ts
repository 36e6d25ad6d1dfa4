import * as layers from '../lib/layer/layers.js'
import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import * as _ from './setup/architectureRules.js'
import { filesUnder } from './setup/filesUnder.js'
import { suitesOfValues } from './setup/suitesOfValues.js'
import { type SourceFacts, sourceFacts } from './setup/sourceFacts.js'

const root = fileURLToPath(new URL('..', import.meta.url)).replace(/[\\/]$/, '')
const pathsUnder = (folder: string): readonly string[] => filesUnder(join(root, folder)).map((path) => path.slice(root.length + 1))
const read = (path: string): string => readFileSync(join(root, path), 'utf8')

const sources = pathsUnder('lib').filter((path) => path.endsWith('.ts'))
/** AssemblyScript: compiled by another compiler, so the rules on imports, exports and constructs are not about it. */
const isAssembly = (path: string): boolean => path.startsWith('lib/engine/wasm/assembly/')
const lib = sources.filter((path) => !isAssembly(path)).map((path) => sourceFacts(path, read(path)))
const around = [...sources.filter(isAssembly), ...['test', 'examples', 'typetests'].flatMap(pathsUnder)]

/** Tracked files, or everything but the ignored folders where this is no git checkout (an unpacked archive). */
const tracked = (): readonly string[] => {
  try {
    return execFileSync('git', ['ls-files'], { cwd: root, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] })
      .split('\n')
      .filter((path) => path !== '')
  } catch {
    return ['lib', 'test', 'examples', 'typetests', 'docs'].flatMap(pathsUnder)
  }
}

describe('architecture', () => {
  test('there is something to check', () => expect(lib.length).toBeGreaterThan(20))
  test('suites that share a process replace no module: what one replaced, the next would not', () => {
    const folders = suitesOfValues.map((glob) => glob.slice(0, glob.indexOf('*')))
    expect(folders.flatMap(pathsUnder).filter((path) => read(path).includes('vi.mock('))).toEqual([])
  })
  test('imports point down the rows, never sideways', () => expect(lib.flatMap(_.wrongDirections)).toEqual([]))
  test('packages are named only where they belong', () => expect(lib.flatMap(_.wrongPackages)).toEqual([]))
  test('each device of the engine is a room of its own', () => expect(lib.flatMap(_.wrongRooms)).toEqual([]))
  test('whoever folds over layers asks their definitions and lists none by name, so that none is forgotten; masks alone are of two kinds', () => {
    const folding = ['accounting', 'checkpoint', 'inference', 'network', 'pruning', 'training']
    const listing = lib.flatMap(({ path }) =>
      folding.some((folder) => path.startsWith(`lib/${folder}/`)) ? _.layersListed(path, read(path)) : [],
    )
    // an empty branch is shown as identity; masks are laid over two kinds of layers, which options and names of networks tell apart
    const files = new Set(listing.map((found) => found.split(' ')[0]))
    expect([...files]).toEqual(['lib/network/joined.ts', 'lib/network/walk.ts', 'lib/pruning/weightMask.ts'])
  })
  test('a layer is its own file and one line: no other file of its folder names it', () => {
    const files = lib.filter(({ path }) => path.startsWith('lib/layer/'))
    const tags = Object.keys(layers)
    const namedIn = (tag: string): readonly string[] =>
      files.flatMap(({ path }) => (_.layersListed(path, read(path)).includes(`${path} names ${tag}`) ? [path] : []))
    const own = (tag: string): string => `lib/layer/${tag}.ts`
    // whose name a family of layers has, and what is masked knows what it is without a mask
    const family: Readonly<Record<string, readonly string[]>> = {
      conv2d: ['lib/layer/convolution.ts', own('maskedConv2d')],
      maskedConv2d: ['lib/layer/convolution.ts'],
      linear: [own('maskedLinear'), 'lib/layer/definition.ts'],
      maskedLinear: [own('linear')],
    }
    for (const tag of tags)
      expect(
        namedIn(tag).filter((path) => path !== own(tag) && !family[tag]?.includes(path)),
        tag,
      ).toEqual([])
    expect(lib.find(({ path }) => path === 'lib/layer/layers.ts')?.reExportsOnly).toBe(true)
    for (const tag of tags)
      expect(
        read('lib/layer/layers.ts')
          .split('\n')
          .filter((line) => line.includes(`'./${tag}.js'`)).length,
        tag,
      ).toBe(1)
  })
  test('the index leaves out what only the library’s own files need', () => {
    const exported = lib.find(({ path }) => path === 'lib/index.ts')?.exports ?? []
    expect(exported).toContain('planTo')
    for (const own of ['keptCount', 'highest', 'referenceCounter', 'specsOf', 'visitsOf', 'walkOf', 'couplingOf', 'networkOf'])
      expect(exported).not.toContain(own)
  })
  test('no cycles, type-only imports included', () => expect(_.cycles(lib)).toEqual([]))
  test('files export their own name; an index re-exports', () => expect(lib.flatMap(_.wrongExports)).toEqual([]))
  test('no file is long without a reason', () => {
    const others = around.filter((path) => path.endsWith('.ts')).map((path) => sourceFacts(path, read(path)))
    expect([...lib, ...others].flatMap(_.tooLong)).toEqual([])
  })
  test('no class, any, enum, default export or suppressed message in lib', () => expect(lib.flatMap(_.forbiddenConstructs)).toEqual([]))
  test('no name that says nothing', () => expect([...lib.map(({ path }) => path), ...around].flatMap(_.wrongNames)).toEqual([]))
  test('no tfjs in the emitted declarations', () => {
    const declarations = sources.map((path) => `dist/${path.replace(/\.ts$/, '.d.ts')}`).filter((path) => existsSync(join(root, path)))
    expect(declarations.length, 'not built: npm run build').toBeGreaterThan(0)
    expect(declarations.filter((path) => /(?:from|import\(|require\(|types=)\s*['"]@tensorflow/.test(read(path)))).toEqual([])
  })
  test('no machine path and no registry host in a tracked file', () => {
    const texts = tracked()
      .filter((path) => existsSync(join(root, path)))
      .map((path) => [path, read(path)] as const)
    expect(texts.filter(([, text]) => !text.includes('\0')).flatMap(([path, text]) => _.machineTraces(path, text))).toEqual([])
  })
})

describe('the rules can fail', () => {
  const facts = (path: string, text: string): SourceFacts => sourceFacts(path, text)

  test('rows', () => {
    const faults = (path: string, text: string): string => _.wrongDirections(facts(path, text)).join()
    expect(faults('lib/layer/conv2d.ts', "import { key } from '../random/key.js'")).toBe('')
    expect(faults('lib/layer/conv2d.ts', "import { pad } from './pad.js'")).toBe('')
    expect(faults('lib/layer/conv2d.ts', "import type { Network } from '../network/network.js'")).toMatch(/up, from row 2 to row 3/)
    expect(faults('lib/layer/conv2d.ts', "export * from '../network/network.js'")).toMatch(/up/)
    expect(faults('lib/layer/conv2d.ts', "type N = import('../network/network.js').Network")).toMatch(/up/)
    expect(faults('lib/layer/conv2d.ts', "const n = await import('../network/network.js')")).toMatch(/up/)
    expect(faults('lib/random/key.ts', "import type { Backend } from '../engine/backend.js'")).toMatch(/sideways, both in row 1/)
    expect(faults('lib/pruning/plan.ts', "import { conv2d } from '../index.js'")).toMatch(/never through an index/)
    expect(faults('lib/random/key.ts', "import { x } from '../../test/x.js'")).toMatch(/outside lib/)
    expect(faults('lib/helpful/key.ts', "import { x } from '../shape/shape.js'")).toMatch(/no row for helpful/)
    expect(faults('lib/layer/conv2d.ts', "import { pad } from './pad'")).toMatch(/ends in \.js/)
  })

  test('rooms', () => {
    const faults = (path: string, text: string): number => _.wrongRooms(facts(path, text)).length
    expect(faults('lib/engine/wasm/kernels.ts', "import { memoryOf } from '../memory.js'")).toBe(0)
    expect(faults('lib/engine/memory.ts', "import type { Heap } from './wasm/heap.js'")).toBe(1)
    expect(faults('lib/engine/webgl/draw.ts', "import type { Heap } from '../wasm/heap.js'")).toBe(1)
    expect(faults('lib/training/fit.ts', "import { startWasm } from '../engine/wasm/startWasm.js'")).toBe(1)
    expect(faults('lib/engine/startFrom.ts', "import { startWasm } from './wasm/startWasm.js'")).toBe(0)
  })

  test('packages', () => {
    const faults = (path: string, text: string): number => _.wrongPackages(facts(path, text)).length
    expect(faults('lib/engine/wasm.ts', "import * as tf from '@tensorflow/tfjs-core'")).toBe(0)
    expect(faults('lib/layer/conv2d.ts', "import type { Tensor } from '@tensorflow/tfjs-core'")).toBe(1)
    expect(faults('lib/layer/conv2d.ts', "import { pipe } from 'fp-ts/function'")).toBe(1)
    expect(faults('lib/layer/conv2d.ts', "import * as t from 'io-ts'")).toBe(1)
    expect(faults('lib/checkpoint/plan.ts', "import * as t from 'io-ts'")).toBe(0)
    expect(faults('lib/chart/sensitivityChart.ts', "import { line } from 'd3-shape'")).toBe(0)
    expect(faults('lib/pruning/sensitivity.ts', "import { line } from 'd3-shape'")).toBe(1)
    expect(faults('lib/engine/wasm/startWasm.ts', "const fs = await import('node:fs')")).toBe(0)
    expect(faults('lib/engine/wasm/startWasm.ts', "import fs from 'node:fs'")).toBe(1)
    expect(faults('lib/node/writeWhole.ts', "import fs from 'node:fs'")).toBe(0)
    expect(faults('lib/engine/kernel.ts', "const fs = await import('node:fs')")).toBe(1)
  })

  test('layers by name', () => {
    expect(_.layersListed('a.ts', "node.layer._tag === 'relu' // 'linear'\nnode._tag === 'layer'")).toEqual(['a.ts names relu'])
  })

  test('cycles', () => {
    const ring = ['a', 'b', 'c'].map((name, index) => facts(`lib/shape/${name}.ts`, `import type { X } from './${'bca'[index]}.js'`))
    expect(_.cycles(ring)).toEqual(['lib/shape/a.ts -> lib/shape/b.ts -> lib/shape/c.ts -> lib/shape/a.ts'])
    expect(_.cycles(ring.slice(1))).toEqual([])
  })

  test('names, exports and length', () => {
    expect(_.wrongNames('test/engine/helpers.ts').length).toBe(1)
    expect(_.wrongNames('lib/utils/conv2d.ts').length).toBe(1)
    expect(_.wrongExports(facts('lib/layer/conv2d.ts', 'export type Conv2d = 1')).length).toBe(0)
    expect(_.wrongExports(facts('lib/layer/conv2d.ts', 'export const { conv2d } = record')).length).toBe(0)
    expect(_.wrongExports(facts('lib/layer/conv2d.ts', 'export const convolve = 1')).length).toBe(1)
    expect(_.wrongExports(facts('lib/index.ts', "export { conv2d } from './layer/conv2d.js'")).length).toBe(0)
    expect(_.wrongExports(facts('lib/index.ts', 'export const version = 1')).length).toBe(1)
    expect(_.tooLong(facts('lib/layer/conv2d.ts', '\n'.repeat(260))).length).toBe(1)
    expect(_.tooLong(facts('lib/layer/conv2d.ts', `// over 250 lines: a table\n${'\n'.repeat(260)}`)).length).toBe(0)
  })

  test('constructs', () => {
    const found = (text: string): readonly string[] =>
      _.forbiddenConstructs(facts('lib/x.ts', text)).map((line) => line.replace(/^lib\/x\.ts: /, ''))
    expect(found('export class Network {}')).toEqual(['class (line 1)'])
    expect(found('const a = 1 as any')).toEqual(['any (line 1)'])
    expect(found('export default function f() {}')).toEqual(['default export (line 1)'])
    expect(found('export default 1')).toEqual(['default export (line 1)'])
    expect(found('enum E { A }')).toEqual(['enum (line 1)'])
    expect(found('\n// @ts-ignore\nconst any = "class"')).toEqual(['@ts-ignore (line 2)'])
    expect(found('type F<T> = T')).toEqual(['type parameter T (line 1)'])
  })

  test('traces of a machine', () => {
    expect(_.machineTraces('a.ts', `const path = '${['', 'work', 'main'].join('/')}'`).length).toBe(1)
    expect(_.machineTraces('package-lock.json', `"resolved": "https://${['registry', 'npmjs', 'org'].join('.')}/x"`).length).toBe(1)
    expect(_.machineTraces('a.ts', "const path = '/usr/bin/chromium' // ./work/main, https://example.org/home/x").length).toBe(0)
  })
})
