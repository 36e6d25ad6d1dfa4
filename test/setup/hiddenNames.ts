import ts from 'typescript-6'

/** A doc block that users see, and what it belongs to. */
export interface PublicDoc {
  readonly file: string
  readonly line: number
  readonly text: string
  /** What its own declaration writes: parameters, fields, tags. Such a word means that, whatever else has the name. */
  readonly own: ReadonlySet<string>
}

const declares = (statement: ts.Statement, names: ReadonlySet<string>): boolean => {
  if (ts.isVariableStatement(statement))
    return statement.declarationList.declarations.some(({ name }) => ts.isIdentifier(name) && names.has(name.text))
  const { name } = statement as ts.Statement & { readonly name?: ts.Identifier }
  return name !== undefined && names.has(name.text)
}

const ownNames = (statement: ts.Statement): ReadonlySet<string> => {
  const found = new Set<string>()
  const visit = (node: ts.Node): void => {
    if ((ts.isParameter(node) || ts.isPropertySignature(node)) && ts.isIdentifier(node.name)) found.add(node.name.text)
    if (ts.isBindingElement(node) && ts.isIdentifier(node.name)) found.add(node.name.text)
    if (ts.isTypeParameterDeclaration(node)) found.add(node.name.text)
    if (ts.isLiteralTypeNode(node) && ts.isStringLiteral(node.literal)) found.add(node.literal.text)
    ts.forEachChild(node, visit)
  }
  visit(statement)
  return found
}

/** The doc blocks of the declarations of these names in a source file, those of their fields included. */
export const publicDocs = (file: string, text: string, names: ReadonlySet<string>): readonly PublicDoc[] => {
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.ES2022, true)
  return source.statements
    .filter((statement) => declares(statement, names))
    .flatMap((statement) => {
      const own = ownNames(statement)
      return [...statement.getFullText().matchAll(/\/\*\*[\s\S]*?\*\//g)].map((comment) => ({
        file,
        line: source.getLineAndCharacterOfPosition(statement.getFullStart() + comment.index).line + 1,
        text: comment[0],
        own,
      }))
    })
}

/** Names of the library in a doc block: in backticks, in `{@link}`, or called in an example or its comments. */
const mentioned = (text: string): readonly string[] => {
  const example = /@example[\s\S]*/.exec(text)?.[0] ?? ''
  return [
    ...[...text.matchAll(/`([A-Za-z_]\w*)(?:\([^`]*)?`/g), ...text.matchAll(/\{@link (\w+)\}/g)],
    ...example.matchAll(/(?<![.\w])([A-Za-z_]\w*)\(/g),
  ].map(([, name = '']) => name)
}

/** The names in a public doc block that only the library's own files can import, one line each. */
export const hiddenNames = ({ file, line, text, own }: PublicDoc, hidden: ReadonlySet<string>): readonly string[] =>
  [...new Set(mentioned(text))].filter((name) => hidden.has(name) && !own.has(name)).map((name) => `${file}:${line}: ${name}`)
