import { posix } from 'node:path'
import ts from 'typescript-6'
import type { DocBlock } from './docBlocks.js'

/** A block as a module: one line of imports, then the block's lines, each where it was, so that a compiler's line n is the block's n - 1. */
export interface DocModule {
  readonly block: DocBlock
  /** Code of the blocks it continues, in lines: messages above belong to them. */
  readonly inherited: number
  readonly source: string
  /** `// =>` comments that stand behind no statement: promises that nobody would check. */
  readonly unattached: readonly number[]
}

/** Where a name that an @example uses without importing it comes from. */
export type ImportOf = (name: string, file: string) => string | undefined

const customary: Readonly<Record<string, string>> = { E: 'either', F: 'function', O: 'option', T: 'task', TE: 'taskEither' }

const parse = (code: string): ts.SourceFile => ts.createSourceFile('block.ts', code, ts.ScriptTarget.ES2022, true)

const identifiers = (source: ts.SourceFile): { readonly used: ReadonlySet<string>; readonly declared: ReadonlySet<string> } => {
  const used = new Set<string>()
  const declared = new Set<string>()
  const visit = (node: ts.Node): void => {
    if (ts.isIdentifier(node)) {
      const { parent } = node
      const isMember =
        (ts.isPropertyAccessExpression(parent) && parent.name === node) || (ts.isPropertyAssignment(parent) && parent.name === node)
      const named = parent as ts.Node & { readonly name?: ts.Node }
      const declares =
        named.name === node &&
        (ts.isVariableDeclaration(parent) ||
          ts.isBindingElement(parent) ||
          ts.isFunctionDeclaration(parent) ||
          ts.isTypeAliasDeclaration(parent) ||
          ts.isInterfaceDeclaration(parent) ||
          ts.isImportSpecifier(parent) ||
          ts.isNamespaceImport(parent) ||
          ts.isImportClause(parent))
      if (declares) declared.add(node.text)
      else if (!isMember) used.add(node.text)
    }
    ts.forEachChild(node, visit)
  }
  visit(source)
  return { used, declared }
}

const automaticImports = (code: string, file: string, importOf: ImportOf): string => {
  const { used, declared } = identifiers(parse(code))
  const missing = [...used].filter((name) => !declared.has(name))
  const fromLibrary = missing.flatMap((name) => {
    const specifier = importOf(name, file)
    return specifier === undefined ? [] : [`import { ${name} } from '${specifier}'`]
  })
  const fromFpTs = missing.flatMap((name) => {
    const module = customary[name]
    return module === undefined || importOf(name, file) !== undefined ? [] : [`import { ${module} as ${name} } from 'fp-ts'`]
  })
  return [...fromLibrary, ...fromFpTs].join('; ')
}

const parses = (expression: string): boolean =>
  ts.transpileModule(`(${expression}\n)`, { reportDiagnostics: true, compilerOptions: { target: ts.ScriptTarget.ES2022 } }).diagnostics
    ?.length === 0

/** The promised value as code. Values are expressions; typed arrays as Node prints them; ≈ for digits that are rounded; else Node's own print. */
const expectation = (text: string): string => {
  const typed = /^((?:Float|Uint|Int)\d+Array)(?:\(\d+\))? (\[.*\])$/.exec(text)
  if (typed !== null) return `new ${typed[1]}(${typed[2]})`
  if (text.startsWith('≈')) return `{ __digits: ${JSON.stringify(text.slice(1).trim())} }`
  return parses(text) ? `(${text})` : `{ __printed: ${JSON.stringify(text)} }`
}

interface Edit {
  readonly at: number
  readonly text: string
}

/** Each statement with `// => value` behind it (or alone on the next line) becomes a check of its value, on the same line. */
const checked = (code: string): { readonly code: string; readonly unattached: readonly number[] } => {
  const source = parse(code)
  const edits: Edit[] = []
  const attached = new Set<number>()
  const visit = (node: ts.Node): void => {
    const promise = /^[ \t]*;?[ \t]*(?:\r?\n[ \t]*)?\/\/ => (.*)/.exec(code.slice(node.end))
    if (promise !== null && (ts.isExpressionStatement(node) || ts.isVariableStatement(node))) {
      const at = node.end + promise[0].indexOf('// =>')
      const line = source.getLineAndCharacterOfPosition(node.getStart(source)).line + 1
      const value = expectation((promise[1] ?? '').trim())
      if (ts.isExpressionStatement(node)) {
        attached.add(at)
        edits.push({ at: node.getStart(source), text: '__doctest((' }, { at: node.expression.end, text: `), ${value}, ${line})` })
      } else {
        const [declaration, ...others] = node.declarationList.declarations
        if (declaration !== undefined && others.length === 0 && ts.isIdentifier(declaration.name)) {
          attached.add(at)
          edits.push({ at: declaration.end, text: `; __doctest(${declaration.name.text}, ${value}, ${line})` })
        }
      }
    }
    ts.forEachChild(node, visit)
  }
  visit(source)
  const unattached = [...code.matchAll(/\/\/ =>/g)]
    .filter(({ index }) => !attached.has(index))
    .map(({ index }) => source.getLineAndCharacterOfPosition(index).line + 1)
  const edited = [...edits]
    .sort((left, right) => right.at - left.at)
    .reduce((text, { at, text: insert }) => text.slice(0, at) + insert + text.slice(at), code)
  return { code: edited, unattached }
}

/** Relative imports in an @example mean the built file beside its own. */
const relativeImports = (code: string, file: string, toBuilt: (path: string) => string): string =>
  code.replace(
    /(from\s+')(\.[^']*)(')/g,
    (_all, before: string, path: string, after: string) => before + toBuilt(posix.join(posix.dirname(file), path)) + after,
  )

/** Blocks of one file as modules, in order. */
export const docModules = (blocks: readonly DocBlock[], importOf: ImportOf, toBuilt: (path: string) => string): readonly DocModule[] => {
  const codes: string[] = []
  return blocks.map((block, index) => {
    const before = block.continues ? codes[index - 1] : ''
    if (before === undefined) throw new Error(`${block.file}:${block.line}: nothing to continue`)
    const code = block.continues ? `${before}\n${block.code}` : block.code
    // What a wrong block says is not there for a later block.
    codes.push(block.promised._tag === 'Fails' ? before : code)
    const { code: asserted, unattached } = block.promised._tag === 'Runs' ? checked(code) : { code, unattached: [] }
    const imports = block.isExample ? automaticImports(asserted, block.file, importOf) : ''
    const body = block.isExample ? relativeImports(asserted, block.file, toBuilt) : asserted
    const header = `${imports === '' ? '' : `${imports}; `}declare const __doctest: (found: unknown, promised: unknown, line: number) => void; export {}`
    return { block, inherited: block.continues ? before.split('\n').length : 0, source: `${header}\n${body}\n`, unattached }
  })
}
