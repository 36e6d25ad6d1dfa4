import ts from 'typescript-6'

export interface Import {
  readonly specifier: string
  readonly line: number
  /** `import('...')` as an expression: loaded only when reached. */
  readonly dynamic: boolean
}

/** What the architecture rules need to know of one file. */
export interface SourceFacts {
  /** From the repository's root, with forward slashes. */
  readonly path: string
  readonly lines: number
  readonly firstLine: string
  /** Type-only imports, re-exports and import types included. */
  readonly imports: readonly Import[]
  readonly exports: readonly string[]
  readonly reExportsOnly: boolean
  /** Constructs that have no place in `lib`: "class (line 12)". */
  readonly forbidden: readonly string[]
}

const exported = (node: ts.Node): boolean =>
  ts.canHaveModifiers(node) && (ts.getModifiers(node) ?? []).some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword)

const boundNames = (name: ts.BindingName): readonly string[] =>
  ts.isIdentifier(name) ? [name.text] : name.elements.flatMap((element) => (ts.isBindingElement(element) ? boundNames(element.name) : []))

const exportedNames = (statement: ts.Statement): readonly string[] => {
  if (ts.isExportDeclaration(statement)) {
    const clause = statement.exportClause
    return clause === undefined ? [] : ts.isNamedExports(clause) ? clause.elements.map(({ name }) => name.text) : [clause.name.text]
  }
  if (!exported(statement)) return []
  if (ts.isVariableStatement(statement)) return statement.declarationList.declarations.flatMap(({ name }) => boundNames(name))
  const named = statement as ts.Statement & { readonly name?: ts.Identifier }
  return named.name === undefined ? [] : [named.name.text]
}

/** A construct the house rules forbid, by its name. */
const forbiddenConstruct = (node: ts.Node): string | undefined => {
  if (ts.isClassLike(node)) return 'class'
  if (ts.isEnumDeclaration(node)) return 'enum'
  // a layer's file adds its rows to the compiler's tables
  if (ts.isModuleDeclaration(node)) return ts.isStringLiteral(node.name) && node.name.text === './rule.js' ? undefined : 'namespace'
  if (ts.isExportAssignment(node)) return 'default export'
  if (node.kind === ts.SyntaxKind.DefaultKeyword && ts.canHaveModifiers(node.parent)) return 'default export'
  if (node.kind === ts.SyntaxKind.AnyKeyword) return 'any'
  if (node.kind === ts.SyntaxKind.ThisKeyword) return 'this'
  if (ts.isTypeParameterDeclaration(node) && node.name.text.length === 1 && node.name.text !== 'A')
    return `type parameter ${node.name.text}`
  return undefined
}

const importOf = (node: ts.Node): { readonly specifier: ts.Node; readonly dynamic: boolean } | undefined => {
  if (ts.isImportDeclaration(node)) return { specifier: node.moduleSpecifier, dynamic: false }
  if (ts.isExportDeclaration(node) && node.moduleSpecifier !== undefined) return { specifier: node.moduleSpecifier, dynamic: false }
  if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument)) return { specifier: node.argument.literal, dynamic: false }
  if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword) {
    const [specifier] = node.arguments
    return specifier === undefined ? undefined : { specifier, dynamic: true }
  }
  return undefined
}

/** A dynamic import of something else than a literal is listed by its source text: no rule can know where it leads. */
const specifierText = (node: ts.Node, source: ts.SourceFile): string => (ts.isStringLiteralLike(node) ? node.text : node.getText(source))

export const sourceFacts = (path: string, text: string): SourceFacts => {
  const source = ts.createSourceFile(path, text, ts.ScriptTarget.ES2022, true)
  const imports: Import[] = []
  const forbidden: string[] = []
  const lineOf = (position: number): number => source.getLineAndCharacterOfPosition(position).line + 1
  const visit = (node: ts.Node): void => {
    const found = importOf(node)
    if (found !== undefined)
      imports.push({ specifier: specifierText(found.specifier, source), line: lineOf(node.getStart(source)), dynamic: found.dynamic })
    const construct = forbiddenConstruct(node)
    if (construct !== undefined) forbidden.push(`${construct} (line ${lineOf(node.getStart(source))})`)
    ts.forEachChild(node, visit)
  }
  visit(source)
  const lines = text.replace(/\r?\n$/, '').split(/\r?\n/)
  lines.forEach((line, index) => {
    const suppression = /(?:\/\/|\/\*)\s*(@ts-(?:ignore|nocheck|expect-error)|(?:ox|es)lint-disable|biome-ignore)/.exec(line)?.[1]
    if (suppression !== undefined) forbidden.push(`${suppression} (line ${index + 1})`)
  })
  return {
    path,
    lines: lines.length,
    firstLine: lines[0] ?? '',
    imports,
    exports: source.statements.flatMap(exportedNames),
    reExportsOnly: source.statements.every((statement) => ts.isExportDeclaration(statement) && statement.moduleSpecifier !== undefined),
    forbidden,
  }
}
