import { join } from 'node:path'
import ts from 'typescript-6'

/** Names in emitted declarations that only the library's own files can import. From outside, a user's compiler refuses to write them: TS2883. */
export const unnameable = (declarations: string, known: ReadonlySet<string>): readonly string[] =>
  [...new Set([...declarations.matchAll(/import\("\.[^"]*"\)\.(\w+)/g)].map(([, name = '']) => name))].filter((name) => !known.has(name))

/** One of the package's entries. */
export interface Entry {
  readonly specifier: string
  /** its built declarations, from the repository's root */
  readonly index: string
  /** types whose fields are not for users */
  readonly sealed: readonly string[]
}

/** What a function gives, what a list holds, and what the fields of anything else are. */
const met = `
type Met<Type> = Type extends (...given: never) => infer Given ? Given : Type extends readonly (infer Each)[] ? Each : Type[keyof Type & string]
declare const met: <Type>() => Met<Type>
`

/** A program that exports all that a user may meet of an entry's names. */
export const everythingMet = (root: string, { specifier, index, sealed }: Entry): string => {
  const path = join(root, index)
  const program = ts.createProgram([path], { module: ts.ModuleKind.NodeNext, strict: true, target: ts.ScriptTarget.ES2022 })
  const checker = program.getTypeChecker()
  const source = program.getSourceFile(path)
  const module = source && checker.getSymbolAtLocation(source)
  const lines = (module ? checker.getExportsOfModule(module) : []).flatMap((exported) => {
    const { name } = exported
    const symbol = exported.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(exported) : exported
    const parameters = (symbol.declarations ?? []).flatMap((declaration) =>
      ts.isInterfaceDeclaration(declaration) || ts.isTypeAliasDeclaration(declaration) ? (declaration.typeParameters ?? []) : [],
    )
    const given = parameters.filter((parameter) => parameter.default === undefined).map(() => 'any')
    const type = `all.${name}${given.length === 0 ? '' : `<${given.join(', ')}>`}`
    return [
      ...(symbol.flags & ts.SymbolFlags.Value ? [`export const of_${name} = met<typeof all.${name}>()`] : []),
      ...(symbol.flags & ts.SymbolFlags.Type && !sealed.includes(name) ? [`export const in_${name} = met<${type}>()`] : []),
    ]
  })
  return `import type * as all from '${specifier}'\n${met}${lines.join('\n')}\n`
}
