import { execFile } from 'node:child_process'
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { basename, join, relative } from 'node:path'
import { promisify } from 'node:util'
import { checkPackage, createPackageFromTarballData } from '@arethetypeswrong/core'
import { publint } from 'publint'
import { formatMessage } from 'publint/utils'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { brokenLinks } from './setup/brokenLinks.js'
import { compile, type Message } from './setup/compile.js'
import { type StrangersHome, strangersHome } from './setup/strangersHome.js'

const run = promisify(execFile)
let home: StrangersHome
beforeAll(async () => {
  home = await strangersHome(['fp-ts'])
})
afterAll(() => home.leave())

describe('the packed package', () => {
  test('holds the built library, its sources, the documents, the lessons, and nothing else', () => {
    const holds = readdirSync(home.installed, { recursive: true, encoding: 'utf8' }).map((path) => path.replaceAll('\\', '/'))
    const expected = /^(dist\/lib|lib|docs|examples)(\/|$)|^(package\.json|dist|LICENSE|THIRD-PARTY-LICENSES\.txt|[A-Z]+\.md)$/
    expect(holds.filter((path) => !expected.test(path))).toEqual([])
    for (const path of ['dist/lib/index.js', 'lib/index.ts', 'docs/index.md', 'examples/01-shapes.ts', 'THIRD-PARTY-LICENSES.txt'])
      expect(holds).toContain(path)
    // What a page loads by its URL, once.
    expect(holds.filter((path) => path.endsWith('.wasm'))).toEqual(['dist/lib/engine/wasm/tfjs-backend-wasm-simd.wasm'])
  })

  test('satisfies publint, strictly', async () => {
    const { messages, pkg } = await publint({ pkgDir: home.installed, strict: true, pack: false })
    expect(messages.map((message) => formatMessage(message, pkg))).toEqual([])
  })

  test('has the types that each way of importing it needs', async () => {
    const analysis = await checkPackage(createPackageFromTarballData(new Uint8Array(readFileSync(home.archive))), {
      entrypoints: ['.', './chart', './node'],
    })
    if (analysis.types === false) return expect.fail('no types')
    // ES modules only. From CommonJS Node requires them as they are; node10 is how TypeScript looked for modules before `exports`.
    const problems = analysis.problems.filter(
      (problem) => !('resolutionKind' in problem && ['node10', 'node16-cjs'].includes(problem.resolutionKind)),
    )
    expect(problems).toEqual([])
  })

  test('is installed by the lines of its README, with all that the code of the README imports', () => {
    const readme = readFileSync(join(home.installed, 'README.md'), 'utf8')
    const imported = [...readme.matchAll(/^import .* from '([a-z][\w-]*)(?:\/\w+)?'$/gm)].map(([, name = '']) => name)
    expect([...new Set(imported)].toSorted().toReversed()).toEqual(['narrownet', 'fp-ts'])
    expect(readme).toMatch(/^npm install narrownet fp-ts +# pnpm add narrownet fp-ts: instead of both, once it is there$/m)
    expect(readme).toContain(`npm install ./${basename(home.archive)} fp-ts `)
  })

  test('holds what the links of its documents lead to', () => {
    const documents = readdirSync(home.installed, { recursive: true, encoding: 'utf8' }).filter((path) => path.endsWith('.md'))
    expect(documents).toContain('README.md')
    const broken = documents.map((path) => relative(home.installed, join(home.installed, path)).replaceAll('\\', '/'))
    expect(broken.flatMap((path) => brokenLinks(home.installed, path, readFileSync(join(home.installed, path), 'utf8')))).toEqual([])
  })

  const check = async (
    compiler: '7' | '6' | '5.9',
    module: 'nodenext' | 'node16' | 'esnext',
    files: readonly string[],
  ): Promise<readonly Message[]> => {
    const moduleResolution = module === 'esnext' ? 'bundler' : module
    const options = { module, moduleResolution, skipLibCheck: false, outDir: join(home.path, 'built') }
    return (await compile(compiler, home.path, files, `check-${compiler}-${module}`, options)).messages
  }
  test.each(['7', '6', '5.9'] as const)(
    'compiles for a strict stranger, imported and required, every declaration checked, under TypeScript %s',
    async (compiler) => {
      const found = await Promise.all([
        check(compiler, 'nodenext', ['program.ts', 'blocks.ts', 'required.cts']),
        check(compiler, 'node16', ['program.ts', 'blocks.ts']),
        check(compiler, 'esnext', ['program.ts', 'blocks.ts']),
      ])
      expect(found).toEqual([[], [], []])
    },
  )
})

describe('plain Node', () => {
  test('runs the program', async () => {
    const { stdout } = await run(process.execPath, [join(home.path, 'built/program.js')], { cwd: home.path })
    const { cfg, losses, chart } = JSON.parse(stdout)
    expect(cfg).toEqual([2, 4])
    expect(chart).toMatch(/^<svg /)
    expect(losses.every((loss: number) => loss > 0)).toBe(true)
  })

  test('runs the program of blocks, whose widths the compiler knew', async () => {
    const { stdout } = await run(process.execPath, [join(home.path, 'built/blocks.js')], { cwd: home.path })
    expect(JSON.parse(stdout)).toEqual({ cfg: [12, 12], slimCfg: [6, 4], parameters: [3651, 1607] })
  })

  test('a CommonJS program requires it', async () => {
    const { stdout } = await run(process.execPath, ['--no-warnings', join(home.path, 'built/required.cjs')], { cwd: home.path })
    expect(stdout).toBe('[8,6] Right\n')
  })

  test('a program that only imports it ends at once, and says nothing', async () => {
    writeFileSync(join(home.path, 'imports.js'), "import 'narrownet'\n")
    expect(await run(process.execPath, [join(home.path, 'imports.js')], { cwd: home.path })).toEqual({ stdout: '', stderr: '' })
  })
})
