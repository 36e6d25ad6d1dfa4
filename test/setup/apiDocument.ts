import { posix } from 'node:path'
import ts from 'typescript-6'

/** docs/api.md: what users can import, grouped by what it is for, which the folder of its file decides. */
interface Group {
  readonly title: string
  readonly folders: readonly string[]
}

/** '' is `lib` itself. */
const groups: readonly Group[] = [
  { title: 'Build: layers', folders: ['layer'] },
  { title: 'Build: composition', folders: ['network', 'block', 'shape'] },
  { title: 'Build: networks by name', folders: ['model'] },
  { title: 'Data', folders: ['data'] },
  { title: 'Train', folders: ['training'] },
  { title: 'Prune', folders: ['pruning'] },
  { title: 'Serve', folders: ['inference'] },
  { title: 'Files', folders: ['checkpoint', 'export', 'file'] },
  { title: 'Cost', folders: ['accounting'] },
  { title: 'Backends', folders: ['engine'] },
  { title: 'Randomness', folders: ['random'] },
  { title: 'Errors', folders: [''] },
  { title: 'Charts: `narrownet/chart`', folders: ['chart'] },
  { title: 'Node: `narrownet/node`', folders: ['node'] },
]

export interface PublicExport {
  readonly name: string
  readonly isType: boolean
  /** of the file that declares it, from the repository's root */
  readonly path: string
  /** the first sentence of its doc block; undefined where it has none */
  readonly sentence: string | undefined
}

const parse = (path: string, text: string): ts.SourceFile => ts.createSourceFile(path, text, ts.ScriptTarget.ES2022, true)

/** To the first period that ends a sentence (not that of "et al. 2017"), or to the end of the paragraph. */
const firstSentence = (comment: string): string => {
  const [paragraph = ''] = comment.split(/\r?\n\s*\r?\n/)
  const line = paragraph
    .replace(/\{@link (\w+)\}/g, '$1')
    .replace(/\s+/g, ' ')
    .trim()
  return /^.*?(?<!\bet al)[.](?=\s|$)/.exec(line)?.[0] ?? line
}

/** Doc blocks by the names they stand over; of overloads the first one's. */
const sentencesOf = (source: ts.SourceFile): ReadonlyMap<string, string> => {
  const found = new Map<string, string>()
  for (const statement of source.statements) {
    const comment = ts.getJSDocCommentsAndTags(statement).find(ts.isJSDoc)?.comment
    const text = ts.getTextOfJSDocComment(comment)
    if (text === undefined) continue
    const named = statement as ts.Statement & { readonly name?: ts.Identifier }
    const names = ts.isVariableStatement(statement)
      ? statement.declarationList.declarations.map(({ name }) => name.getText(source))
      : [named.name?.text ?? '']
    for (const name of names) if (!found.has(name)) found.set(name, firstSentence(text))
  }
  return found
}

/** What an index exports, in its order, with what the files say that it names. */
export const exportsOfIndex = (index: string, read: (path: string) => string): readonly PublicExport[] =>
  parse(index, read(index)).statements.flatMap((statement) => {
    if (!ts.isExportDeclaration(statement) || statement.moduleSpecifier === undefined) return []
    const specifier = (statement.moduleSpecifier as ts.StringLiteral).text
    const path = posix.join(posix.dirname(index), specifier).replace(/\.js$/, '.ts')
    const clause = statement.exportClause
    if (clause === undefined || !ts.isNamedExports(clause)) return exportsOfIndex(path, read)
    const sentences = sentencesOf(parse(path, read(path)))
    return clause.elements.map(({ name, isTypeOnly }) => ({
      name: name.text,
      isType: statement.isTypeOnly || isTypeOnly,
      path,
      sentence: sentences.get(name.text),
    }))
  })

const folderOf = (path: string): string => path.split('/').slice(1, -1)[0] ?? ''

const section = ({ title, folders }: Group, all: readonly PublicExport[]): string => {
  const own = all.filter(({ path }) => folders.includes(folderOf(path)))
  const link = ({ name, path }: PublicExport): string => `[\`${name}\`](../${path})`
  const values = own.filter(({ isType }) => !isType).map((each) => `- ${link(each)}: ${each.sentence ?? ''}`)
  const types = own.filter(({ isType }) => isType).map(link)
  return [`## ${title}`, values.join('\n'), types.length === 0 ? '' : `Types: ${types.join(', ')}`]
    .filter((part) => part !== '')
    .join('\n\n')
}

/** The number of the group that shows an export; -1 where none does. */
export const groupOf = ({ path }: PublicExport): number => groups.findIndex(({ folders }) => folders.includes(folderOf(path)))

export const apiDocument = (all: readonly PublicExport[]): string =>
  [
    '# API',
    'Everything that can be imported, a line each, with the file that has its formula, shapes, failures and an example. Written from the sources by\n`API_UPDATE=1 npx vitest run --project node test/apiDocument.test.ts`; not by hand.',
    ...groups.map((group) => section(group, all)),
    '',
  ]
    .join('\n\n')
    .replace(/\n+$/, '\n')
