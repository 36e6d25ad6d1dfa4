import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

const withoutCode = (text: string): string => text.replace(/^```[\s\S]*?^```/gm, '').replace(/`[^`\n]*`/g, '')

/** As GitHub makes them: lower case, punctuation gone, spaces to hyphens. */
const anchors = (text: string): ReadonlySet<string> =>
  new Set(
    [...text.replace(/^```[\s\S]*?^```/gm, '').matchAll(/^#+ (.*)$/gm)].map(([, title = '']) =>
      title
        .toLowerCase()
        .replace(/[^\p{Letter}\p{Number} _-]/gu, '')
        .trim()
        .replaceAll(' ', '-'),
    ),
  )

/** The links of a document (its path below `root`, and its text) that lead to no file below `root`, or to no heading in it. */
export const brokenLinks = (root: string, document: string, text: string): readonly string[] =>
  [...withoutCode(text).matchAll(/\]\(([^)\s]+)\)/g)].flatMap(([, link = '']) => {
    if (/^https?:/.test(link)) return []
    const [path = '', anchor] = link.split('#')
    const target = path === '' ? document : join(dirname(document), path)
    if (!existsSync(join(root, target))) return [`${document}: no file ${link}`]
    if (anchor === undefined) return []
    const found = path === '' ? text : readFileSync(join(root, target), 'utf8')
    return anchors(found).has(anchor) ? [] : [`${document}: no heading ${link}`]
  })
