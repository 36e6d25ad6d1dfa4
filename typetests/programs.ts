import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Compilation, type Compiler, compile, compilers, type Message, showMessage } from '../test/setup/compile.js'

/** Git-ignored, inside the repository so that 'narrownet' resolves to itself, and one per run: colleagues may test at the same time. */
export const workFolder = `.typetests/${process.pid}`

export const kinds = ['wrong', 'right', 'display'] as const
export type Kind = (typeof kinds)[number]

export interface Program {
  readonly kind: Kind
  /** 'typetests/wrong/sequential' */
  readonly name: string
  readonly source: string
}

export const programsOf = (root: string): readonly Program[] =>
  kinds.flatMap((kind) =>
    readdirSync(join(root, 'typetests', kind))
      .filter((file) => file.endsWith('.ts') && !file.endsWith('.d.ts'))
      .sort()
      .map((file) => {
        const name = `typetests/${kind}/${file.slice(0, -3)}`
        return { kind, name, source: readFileSync(join(root, `${name}.ts`), 'utf8') }
      }),
  )

/** Every program under one compiler, in one run, with its declarations. */
export const compileAll = (root: string, compiler: Compiler, programs: readonly Program[]): Promise<Compilation> =>
  compile(
    compiler,
    root,
    programs.map(({ name }) => `${name}.ts`),
    `${workFolder}/${compiler}`,
    { declaration: true, emitDeclarationOnly: true, outDir: join(root, `${workFolder}/${compiler}/out`) },
  )

/** Where a program's golden text lies: beside it. */
export const goldenOf = (program: Program): string | undefined =>
  program.kind === 'wrong' ? `${program.name}.txt` : program.kind === 'display' ? `${program.name}.display.txt` : undefined

/** The declarations of a program, as a compiler emits them. */
export const declared = (root: string, compiler: Compiler, program: Program): string =>
  readFileSync(join(root, `${workFolder}/${compiler}/out/${program.name}.d.ts`), 'utf8')

/** What a program shows: its errors, or the declarations that hovering shows. */
export const shown = (root: string, compiler: Compiler, program: Program, messages: readonly Message[]): string =>
  program.kind === 'display'
    ? declared(root, compiler, program)
    : messages
        .filter(({ file }) => file === `${program.name}.ts`)
        .map(showMessage)
        .join('')

/** Faults of a program itself, whatever its golden text says. */
export const faults = (program: Program, messages: readonly Message[]): readonly string[] => {
  const own = messages.filter(({ file }) => file === `${program.name}.ts`)
  if (program.kind !== 'wrong') return own.map((message) => `must compile: ${showMessage(message)}`)
  if (own.length === 0) return ['compiles, but must not']
  if (/^\/\/ several lines: \S/m.test(program.source)) return []
  return own
    .filter(({ lines }) => lines.length > 1)
    .map((message) => `not one sentence (mark with "// several lines: why" if it must be): ${showMessage(message)}`)
}

/** Golden files that belong to no program. */
export const orphans = (root: string, programs: readonly Program[]): readonly string[] =>
  kinds.flatMap((kind) =>
    readdirSync(join(root, 'typetests', kind))
      .filter((file) => file.endsWith('.txt'))
      .map((file) => `typetests/${kind}/${file}`)
      .filter((file) => !programs.some((program) => goldenOf(program) === file)),
  )

/** Rewrite golden texts from what TypeScript 7 shows, and remove those nobody needs. */
export const updateGolden = (root: string, programs: readonly Program[], messages: readonly Message[]): void => {
  for (const orphan of orphans(root, programs)) rmSync(join(root, orphan))
  for (const program of programs) {
    const golden = goldenOf(program)
    if (golden === undefined) continue
    const path = join(root, golden)
    const text = shown(root, '7', program, messages)
    if (!existsSync(path) || readFileSync(path, 'utf8') !== text) writeFileSync(path, text)
  }
}

export const allCompilers = Object.keys(compilers).reverse() as readonly Compiler[]
