import { execFile } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { compile, type Message, showMessage } from './setup/compile.js'
import { type DocBlock, exampleBlocks, markdownBlocks } from './setup/docBlocks.js'
import { type DocModule, docModules, type ImportOf } from './setup/doctest.js'
import { filesUnder } from './setup/filesUnder.js'
import { sourceFacts } from './setup/sourceFacts.js'

const root = fileURLToPath(new URL('..', import.meta.url)).replace(/[\\/]$/, '')
const work = `.doctest/${process.pid}`
const read = (path: string): string => readFileSync(join(root, path), 'utf8')
const pathsUnder = (folder: string): readonly string[] => filesUnder(join(root, folder)).map((path) => path.slice(root.length + 1))

const sources = pathsUnder('lib').filter((path) => path.endsWith('.ts'))
const facts = sources.map((path) => sourceFacts(path, read(path)))
const exportsOf = (path: string): readonly string[] => facts.find((each) => each.path === path)?.exports ?? []
const index = sources.includes('lib/index.ts') ? read('lib/index.ts') : ''
const publicNames = new Set([
  ...exportsOf('lib/index.ts'),
  ...[...index.matchAll(/export \* from '\.\/(.*)\.js'/g)].flatMap(([, path]) => exportsOf(`lib/${path}.ts`)),
])
const toBuilt = (path: string): string => `../../../dist/${path}`

/** First the public package, then the example's own file, then the only other file of lib that exports the name. */
const importOf: ImportOf = (name, file) => {
  if (publicNames.has(name)) return 'narrownet'
  const exporters = facts.filter(({ exports }) => exports.includes(name)).map(({ path }) => path)
  const chosen = exporters.includes(file) ? file : exporters.length === 1 ? exporters[0] : undefined
  return chosen === undefined ? undefined : toBuilt(chosen.replace(/\.ts$/, '.js'))
}

interface Outcome {
  readonly messages: readonly Message[]
  /** undefined: not run. */
  readonly faults: readonly { readonly line: number; readonly text: string }[] | undefined
}

/** All modules: one compiler run, one Node process. */
const outcomes = async (modules: readonly DocModule[], folder: string): Promise<readonly Outcome[]> => {
  const name = (index: number): string => `${folder}/src/block${index}`
  rmSync(join(root, folder), { recursive: true, force: true })
  mkdirSync(join(root, folder, 'src'), { recursive: true })
  for (const [index, { source }] of modules.entries()) writeFileSync(join(root, `${name(index)}.ts`), source)
  const options = {
    lib: ['es2022', 'dom'],
    types: ['node', 'vite/client'],
    rootDir: join(root, folder, 'src'),
    outDir: join(root, folder, 'src'),
  }
  const { messages } = await compile(
    '7',
    root,
    modules.map((_module, index) => `${name(index)}.ts`),
    `${folder}/tsc`,
    options,
  )
  const messagesOf = (index: number): readonly Message[] => messages.filter(({ file }) => file === `${name(index)}.ts`)
  const outside = messages.filter(({ file }) => !file.startsWith(`${folder}/src/`))
  if (outside.length > 0) throw new Error(outside.map((message) => `${message.file}:${showMessage(message)}`).join(''))
  const runnable = modules.flatMap(({ block }, index) => (block.promised._tag === 'Runs' && messagesOf(index).length === 0 ? [index] : []))
  const output = await new Promise<string>((done) => {
    const files = runnable.map((index) => join(root, `${name(index)}.js`))
    const command = [join(root, 'test/setup/runDoctests.js'), ...files]
    execFile(process.execPath, command, { cwd: root, timeout: 100_000, maxBuffer: 1 << 26 }, (_error, text) => done(text))
  })
  const ran = output.split('\n').filter((line) => line !== '')
  return modules.map((_module, index) => {
    const place = runnable.indexOf(index)
    const line = ran[place]
    const died = [{ line: 0, text: 'the process ended or hung before this block was done' }]
    return { messages: messagesOf(index), faults: place < 0 ? undefined : line === undefined ? died : JSON.parse(line) }
  })
}

/** What is wrong with a block, as lines a reader can act on; none when it keeps its promise. */
const complaints = ({ block, inherited, unattached }: DocModule, { messages, faults }: Outcome): readonly string[] => {
  const where = (line: number): string => `${block.file}:${block.line + line - 1 - inherited}`
  const compiler = messages.map(({ line, code, lines }) => `${where(line - 1)}: ${code} ${lines.join(' ')}`)
  const unchecked = unattached.map((line) => `${where(line)}: "// =>" behind no statement: nothing checks it`)
  if (block.promised._tag !== 'Fails')
    return [
      ...unchecked,
      ...compiler,
      ...(faults ?? []).map(({ line, text }) => (line === 0 ? `${where(1)}: ${text}` : `${where(line)}: ${text}`)),
    ]
  if (block.promised.message === undefined) return [`${where(1)}: a wrong block needs its message in a \`\`\`text block after it`]
  const said = block.promised.message
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
  const own = messages.filter(({ line }) => line - 1 > inherited)
  if (own.length === 0) return [`${where(1)}: compiles, but must not`]
  const holds = (message: Message, line: string): boolean => showMessage(message).includes(line)
  return [
    ...compiler.filter((_text, index) => (messages[index]?.line ?? 0) - 1 <= inherited),
    ...said
      .filter((line) => !own.some((message) => holds(message, line)))
      .map((line) => `${where(1)}: the compiler does not say "${line}"; it says ${compiler.join('; ')}`),
    ...own
      .filter((message) => !said.some((line) => holds(message, line)))
      .map((message) => `${where(1)}: the text leaves out ${message.code} ${message.lines.join(' ')}`),
  ]
}

const texts = [...readdirSync(root).filter((file) => file.endsWith('.md')), ...pathsUnder('docs').filter((path) => path.endsWith('.md'))]
const grouped: readonly (readonly DocBlock[])[] = [
  ...texts.map((path) => markdownBlocks(path, read(path))),
  ...sources.map((path) => exampleBlocks(path, read(path))),
]

afterAll(() => rmSync(join(root, work), { recursive: true, force: true }))

describe('code in documents keeps its promises', () => {
  const modules = grouped.flatMap((blocks) => docModules(blocks, importOf, toBuilt))
  let results: readonly Outcome[] = []
  beforeAll(async () => {
    expect(existsSync(join(root, 'dist/lib')), 'not built: npm run build').toBe(true)
    results = await outcomes(modules, work)
  })

  test('there is something to check', () => expect(modules.length).toBeGreaterThan(5))
  test.each(modules.map((module, index) => [`${module.block.file}:${module.block.line}`, module, index] as const))(
    '%s',
    (_name, module, index) => {
      expect(results[index] === undefined ? ['not compiled'] : complaints(module, results[index])).toEqual([])
    },
  )
})

describe('the checks can fail', () => {
  const fence = '```'
  const markdown = `
${fence}ts
const one = 1
one // => 1
const list = [1, one] // => [1, 2]
list.map((each) => each + 1)
// => [2, 2]
${fence}
${fence}ts continue
const two: 2 = one
two + 1 // => 3
${fence}
${fence}ts
throw new Error('gone')
${fence}
${fence}ts
Promise.resolve(1).then((one) => [
  one // => 1
])
${fence}
${fence}ts wrong
const three: 3 = 4
${fence}
${fence}text
Type '4' is not assignable to type '3'.
${fence}
${fence}ts wrong
const four: 4 = 5
${fence}
${fence}text
four is not five
${fence}
${fence}ts wrong
const five: 5 = 5
${fence}
${fence}text
never said
${fence}
${fence}ts
const part = 2 / 3 // => ≈ 0.667
new Float32Array([0.1, part]) // => Float32Array [0.1, 0.6666667]
new Map([[1, part > 0]]) // => Map(1) { 1 => true }
await Promise.resolve({ _tag: 'Right', right: [1] }) // => { _tag: 'Right', right: [1] }
part // => ≈ 0.66
const { length } = 'two' // => 3
${fence}
${fence}ts no-run
throw new Error('never')
${fence}`
  const example = `
/**
 * Doubles.
 *
 * @example
 * F.pipe(2, twice) // => 4
 * E.isRight(E.right(twice(1))) // => false
 * @since 1
 */`
  const imported: ImportOf = (name) => (name === 'twice' ? './twice.js' : undefined)
  const modules = [
    ...docModules(markdownBlocks('a.md', markdown), imported, toBuilt),
    ...docModules(exampleBlocks('lib/twice.ts', example), imported, toBuilt),
  ]
  let found: readonly string[] = []
  beforeAll(async () => {
    const folder = `${work}-self`
    mkdirSync(join(root, folder, 'src'), { recursive: true })
    const twice = { block: { ...(modules[0] as DocModule).block, promised: { _tag: 'Compiles' } as const }, inherited: 0, unattached: [] }
    const all = [...modules, { ...twice, source: 'export const twice = (value: number): number => 2 * value' }]
    const named = all.map((each) => ({ ...each, source: each.source.replaceAll('./twice.js', `./block${all.length - 1}.js`) }))
    const results = await outcomes(named, folder)
    found = modules.flatMap((module, index) => complaints(module, results[index] as Outcome))
    rmSync(join(root, folder), { recursive: true, force: true })
  })

  test('each broken promise is named with its file and line, and nothing else is', () => {
    expect(found.map((line) => line.split('\n')[0])).toEqual([
      'a.md:5: is [ 1, 1 ], not [ 1, 2 ]',
      "a.md:10: TS2322 Type '1' is not assignable to type '2'.",
      'a.md:14: throws Error: gone',
      'a.md:18: "// =>" behind no statement: nothing checks it',
      "a.md:28: the compiler does not say \"four is not five\"; it says a.md:28: TS2322 Type '5' is not assignable to type '4'.",
      "a.md:28: the text leaves out TS2322 Type '5' is not assignable to type '4'.",
      'a.md:34: compiles, but must not',
      'a.md:45: "// =>" behind no statement: nothing checks it',
      'a.md:44: is 0.6666666666666666, not 0.66',
      'lib/twice.ts:7: is true, not false',
    ])
  })
})
