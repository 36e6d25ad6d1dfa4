import { inject } from 'vitest'
import { caseOf, type Described, type ParityCase } from './parity.js'

declare module 'vitest' {
  interface ProvidedContext {
    /** where vitest's server gives the folder of cases; undefined on a machine without them */
    readonly parityFolder: string | undefined
    /** cases that are checked on a GPU which the processor plays: the smallest, or all where they were asked for */
    readonly parityOnWebgl: readonly string[]
  }
}

const fetched = async (path: string): Promise<Response> => {
  const answer = await fetch(`${inject('parityFolder')}${path}`)
  if (!answer.ok) throw new Error(`${path}: ${answer.status}`)
  return answer
}

/** A case with all the files that it names; a page reads them before, because a test's arrays are there at once. */
export const parityCaseOfPage = async <Description extends Described>(
  name: string,
  filesOf: (description: Description) => readonly string[],
): Promise<ParityCase<Description>> => {
  const text = await (await fetched(`${name}/case.json`)).text()
  const description = JSON.parse(text) as Description
  const files = [...Object.values(description.files ?? {}), ...filesOf(description)]
  const bytes = new Map(
    await Promise.all(files.map(async (file) => [file, new Uint8Array(await (await fetched(`${name}/${file}`)).arrayBuffer())] as const)),
  )
  return caseOf(name, text, (file) => bytes.get(file) ?? new Uint8Array(0))
}
