import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Compilation, Compiler } from '../test/setup/compile.js'
import { librarySources, publicNames } from '../test/setup/publicNames.js'
import { everythingMet, unnameable } from './declarations.js'
import * as _ from './programs.js'

const root = fileURLToPath(new URL('..', import.meta.url)).replace(/[\\/]$/, '')
const update = process.env.TYPETESTS_UPDATE === '1'

const compiled = async (folder: string, programs: readonly _.Program[]): Promise<ReadonlyMap<Compiler, Compilation>> =>
  new Map(await Promise.all(_.allCompilers.map(async (name) => [name, await _.compileAll(folder, name, programs)] as const)))

/** What users can import. */
const known = publicNames(librarySources(root))

afterAll(() => rmSync(join(root, _.workFolder), { recursive: true, force: true }))

describe('type tests: one golden text, three compilers', () => {
  const programs = _.programsOf(root)
  let results: ReadonlyMap<Compiler, Compilation> = new Map()
  beforeAll(async () => {
    results = await compiled(root, programs)
    if (update) _.updateGolden(root, programs, results.get('7')?.messages ?? [])
  })

  test('every golden text belongs to a program', () => {
    expect(_.orphans(root, programs)).toEqual([])
  })

  test('no message outside the programs', () => {
    for (const { messages } of results.values()) expect(messages.filter(({ file }) => !file.startsWith('typetests/'))).toEqual([])
  })

  for (const program of programs) {
    test.each(_.allCompilers)(`${program.name} under %s`, (compiler) => {
      const messages = results.get(compiler)?.messages ?? []
      expect(_.faults(program, messages)).toEqual([])
      if (program.kind !== 'wrong') expect(unnameable(_.declared(root, compiler, program), known)).toEqual([])
      const golden = _.goldenOf(program)
      if (golden === undefined) return
      expect(existsSync(join(root, golden)), `${golden} is missing: npm run typetests:update`).toBe(true)
      expect(_.shown(root, compiler, program, messages)).toBe(readFileSync(join(root, golden), 'utf8'))
    })
  }
})

describe('what a user exports can be declared with names that users can import', () => {
  const entries = [
    { specifier: 'narrownet', index: 'dist/lib/index.d.ts', sealed: ['Backend'] },
    { specifier: 'narrownet/node', index: 'dist/lib/node/index.d.ts', sealed: [] },
    { specifier: 'narrownet/chart', index: 'dist/lib/chart/index.d.ts', sealed: [] },
  ]
  const programs = entries.map(({ specifier, ...entry }) => ({
    kind: 'right' as const,
    name: `${_.workFolder}/met/${specifier.replace('/', '-')}`,
    source: everythingMet(root, { specifier, ...entry }),
  }))
  let results: ReadonlyMap<Compiler, Compilation> = new Map()
  beforeAll(async () => {
    mkdirSync(join(root, _.workFolder, 'met'), { recursive: true })
    for (const { name, source } of programs) writeFileSync(join(root, `${name}.ts`), source)
    results = await compiled(root, programs)
  })

  test.each(_.allCompilers)('under %s', (compiler) => {
    expect(results.get(compiler)?.messages).toEqual([])
    expect(programs.map(({ source }) => source.split('\n').length > 5)).toEqual([true, true, true])
    for (const program of programs) expect(unnameable(_.declared(root, compiler, program), known), program.name).toEqual([])
  })

  test('the check can fail', () => {
    const text = 'export declare const one: import("../../dist/lib/a.js").Inner<import("narrownet").Outer, import("./b.js").Known>;'
    expect(unnameable(text, new Set(['Outer', 'Known']))).toEqual(['Inner'])
  })
})

describe('the harness can fail', () => {
  const stub = join(root, _.workFolder, 'stub')
  const write = (path: string, text: string): void => {
    mkdirSync(join(stub, path, '..'), { recursive: true })
    writeFileSync(join(stub, path), text)
  }
  let programs: readonly _.Program[] = []
  let results: ReadonlyMap<Compiler, Compilation> = new Map()
  const faultsOf = (name: string): readonly string[] => {
    const program = programs.find((each) => each.name === `typetests/${name}`)
    return program === undefined ? ['no such program'] : _.faults(program, results.get('7')?.messages ?? [])
  }
  beforeAll(async () => {
    rmSync(stub, { recursive: true, force: true })
    const exports = { '.': { types: './dist/lib/index.d.ts', default: './dist/lib/index.js' } }
    write('package.json', JSON.stringify({ name: 'narrownet', type: 'module', exports }))
    write('dist/lib/index.d.ts', 'export declare const one: (value: 1) => 1\nexport declare const box: (value: { a: { b: 1 } }) => void\n')
    write('typetests/wrong/sentence.ts', "import { one } from 'narrownet'\none(2)\n")
    write('typetests/wrong/compiles.ts', "import { one } from 'narrownet'\none(1)\n")
    write(
      'typetests/wrong/marked.ts',
      "// several lines: a stub\nimport { box } from 'narrownet'\nconst a: { a: { b: 2 } } = { a: { b: 2 } }\nbox(a)\n",
    )
    write('typetests/wrong/unmarked.ts', "import { box } from 'narrownet'\nconst a: { a: { b: 2 } } = { a: { b: 2 } }\nbox(a)\n")
    write('typetests/right/broken.ts', "import { one } from 'narrownet'\nexport const two: 2 = one(1)\n")
    write('typetests/display/literal.ts', "import { one } from 'narrownet'\nexport const shown = one(1)\n")
    write('typetests/wrong/nobody.txt', '')
    programs = _.programsOf(stub)
    results = await compiled(stub, programs)
  })

  test('a wrong program that compiles, one that needs a ladder of lines, a right program that does not compile', () => {
    expect(faultsOf('wrong/sentence')).toEqual([])
    expect(faultsOf('wrong/compiles')).toEqual(['compiles, but must not'])
    expect(faultsOf('wrong/unmarked').join()).toMatch(/^not one sentence/)
    expect(faultsOf('wrong/marked')).toEqual([])
    expect(faultsOf('right/broken').join()).toMatch(/^must compile: 2:14 TS2322 Type '1' is not assignable to type '2'\.\n$/)
  })

  test('golden text: line, column, code and sentence; emitted declarations; orphans', () => {
    const show = (name: string): string => {
      const program = programs.find((each) => each.name === `typetests/${name}`)
      return program === undefined ? '' : _.shown(stub, '7', program, results.get('7')?.messages ?? [])
    }
    expect(show('wrong/sentence')).toBe("2:5 TS2345 Argument of type '2' is not assignable to parameter of type '1'.\n")
    expect(show('display/literal')).toBe('export declare const shown: 1;\n')
    expect(_.orphans(stub, programs)).toEqual(['typetests/wrong/nobody.txt'])
  })
})
