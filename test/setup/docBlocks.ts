/** What a block promises: it runs; it only compiles; it does not compile, with this message. */
export type Promised =
  | { readonly _tag: 'Runs' }
  | { readonly _tag: 'Compiles' }
  | { readonly _tag: 'Fails'; readonly message: string | undefined }

export interface DocBlock {
  /** From the repository's root. */
  readonly file: string
  /** Of the first line of `code`, counted from 1. */
  readonly line: number
  readonly code: string
  readonly promised: Promised
  /** Begins with the code of the block before it (```ts continue). */
  readonly continues: boolean
  /** An @example: what it uses of the library need not be imported. */
  readonly isExample: boolean
}

interface Fence {
  readonly language: string
  readonly words: readonly string[]
  readonly line: number
  readonly code: string
}

const fences = (lines: readonly string[]): readonly Fence[] => {
  const found: Fence[] = []
  let open: { readonly indent: string; readonly ticks: string; readonly info: readonly string[]; readonly start: number } | undefined
  lines.forEach((line, index) => {
    if (open === undefined) {
      const [, indent = '', ticks = '', info = ''] = /^(\s*)(`{3,})(.*)$/.exec(line) ?? []
      if (ticks !== '') open = { indent, ticks, info: info.trim().split(/\s+/), start: index + 1 }
    } else if (line.trim() === open.ticks) {
      const { indent, info, start } = open
      const body = lines.slice(start, index).map((each) => (each.startsWith(indent) ? each.slice(indent.length) : each.trimStart()))
      found.push({ language: info[0] ?? '', words: info.slice(1), line: start + 1, code: body.join('\n') })
      open = undefined
    }
  })
  if (open !== undefined) found.push({ language: 'unclosed', words: [], line: open.start, code: '' })
  return found
}

const known = ['no-run', 'wrong', 'continue']

const blocksOf = (file: string, all: readonly Fence[], firstLine: number, isExample: boolean): readonly DocBlock[] =>
  all.flatMap((fence, index) => {
    if (fence.language === 'unclosed') throw new Error(`${file}:${firstLine + fence.line - 1}: a code block that is never closed`)
    if (fence.language !== 'ts') return []
    const strange = fence.words.find((word) => !known.includes(word))
    if (strange !== undefined) throw new Error(`${file}:${firstLine + fence.line - 2}: "${strange}" after \`\`\`ts means nothing`)
    const next = all[index + 1]
    const promised: Promised = fence.words.includes('wrong')
      ? { _tag: 'Fails', message: next?.language === 'text' ? next.code : undefined }
      : { _tag: fence.words.includes('no-run') ? 'Compiles' : 'Runs' }
    return [{ file, line: firstLine + fence.line - 1, code: fence.code, promised, continues: fence.words.includes('continue'), isExample }]
  })

/** The ```ts blocks of a Markdown file. */
export const markdownBlocks = (file: string, text: string): readonly DocBlock[] => blocksOf(file, fences(text.split(/\r?\n/)), 1, false)

/** The @example bodies of a source file's doc blocks: bare code, or ```ts blocks. */
export const exampleBlocks = (file: string, text: string): readonly DocBlock[] =>
  [...text.matchAll(/\/\*\*[\s\S]*?\*\//g)].flatMap((comment) => {
    const firstLine = text.slice(0, comment.index).split('\n').length
    const lines = comment[0]
      .replace(/\*\/$/, '')
      .split(/\r?\n/)
      .map((line, index) => (index === 0 ? line.replace(/^\/\*\*/, '') : line.replace(/^\s*\* ?/, '')))
    return lines.flatMap((line, start) => {
      const title = /^\s*@example\b(.*)$/.exec(line)?.[1]
      if (title === undefined) return []
      const rest = lines.slice(start + 1)
      const end = rest.findIndex((each) => /^@[a-z]/.test(each))
      const body = [title.trim(), ...(end < 0 ? rest : rest.slice(0, end))].map((each) => each.trimEnd())
      const fenced = fences(body)
      if (fenced.length > 0) return blocksOf(file, fenced, firstLine + start, true)
      return [
        {
          file,
          line: firstLine + start,
          code: body.join('\n').trimEnd(),
          promised: { _tag: 'Runs' },
          continues: false,
          isExample: true,
        } as const,
      ]
    })
  })
