import { execFile } from 'node:child_process'
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join, relative, resolve } from 'node:path'

/** The compilers we promise to support, as installed: `typescript` is 7, the others are aliases. */
export const compilers = { '7': 'typescript', '6': 'typescript-6', '5.9': 'typescript-5.9' } as const
export type Compiler = keyof typeof compilers

const require = createRequire(import.meta.url)
export const compilerPath = (compiler: Compiler): string => join(dirname(require.resolve(`${compilers[compiler]}/package.json`)), 'bin/tsc')

/** A user's strict settings. The programs see the *built declarations*, by the package's public name, as a user does. */
const userOptions = {
  target: 'es2022',
  lib: ['es2022'],
  types: [],
  module: 'nodenext',
  moduleResolution: 'nodenext',
  strict: true,
  exactOptionalPropertyTypes: true,
  noUncheckedIndexedAccess: true,
  skipLibCheck: true,
}

export interface Message {
  /** Relative to the compiled root, with forward slashes. */
  readonly file: string
  readonly line: number
  readonly column: number
  /** "TS2345" */
  readonly code: string
  /** First the sentence, then what the compiler indents below it. */
  readonly lines: readonly string[]
}

/** The messages in a compiler's plain output; what belongs to no file (a wrong option, say) is a broken harness and throws. */
export const parseMessages = (output: string, base: string, root: string): readonly Message[] =>
  output
    .split(/\r?\n/)
    .filter((line) => line !== '')
    .reduce<readonly Message[]>((messages, line) => {
      const head = /^(.+?)\((\d+),(\d+)\): error (TS\d+): (.*)$/.exec(line)
      const last = messages.at(-1)
      if (head !== null) {
        const [, file = '', row, column, code = '', text = ''] = head
        const path = relative(root, resolve(base, file)).replaceAll('\\', '/')
        return [...messages, { file: path, line: Number(row), column: Number(column), code, lines: [text] }]
      }
      if (last === undefined || !line.startsWith(' ')) throw new Error(`unexpected compiler output: ${line}`)
      return [...messages.slice(0, -1), { ...last, lines: [...last.lines, line] }]
    }, [])
    .map((message) => ({
      ...message,
      lines: message.lines.map((line) => line.replaceAll(root, '').replaceAll('"/dist/lib/', '"narrownet/')),
    }))

export const showMessage = (message: Message): string => `${message.line}:${message.column} ${message.code} ${message.lines.join('\n')}\n`

export interface Compilation {
  readonly messages: readonly Message[]
  readonly output: string
}

/** Compile `files` (relative to `root`) in one run with a configuration written to `workFolder` (relative to `root` too). */
export const compile = (
  compiler: Compiler,
  root: string,
  files: readonly string[],
  workFolder: string,
  options: Readonly<Record<string, unknown>>,
  flags: readonly string[] = [],
): Promise<Compilation> => {
  const folder = join(root, workFolder)
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true })
  const compilerOptions = { ...userOptions, rootDir: root, ...options }
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions, files: files.map((file) => join(root, file)) }))
  return new Promise((done, fail) => {
    const command = [compilerPath(compiler), '-p', join(folder, 'tsconfig.json'), '--pretty', 'false', ...flags]
    execFile(process.execPath, command, { cwd: root, maxBuffer: 1 << 28 }, (error, output, errors) => {
      if (errors !== '' || (error !== null && typeof error.code !== 'number')) fail(new Error(`${compiler}: ${errors}${error?.message}`))
      else {
        const text = output.split(/\r?\n/).filter((line) => !/^[A-Z][A-Za-z/ ]*:\s+[\d.]+[A-Za-z]*$/.test(line))
        try {
          done({ messages: parseMessages(text.join('\n'), root, root), output })
        } catch (cause) {
          fail(cause)
        }
      }
    })
  })
}
