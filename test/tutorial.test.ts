import { execFile } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { describe, expect, test } from 'vitest'
import { markdownBlocks } from './setup/docBlocks.js'

/** docs/tutorial.md is the lessons as one text: the same code in the same order, blank lines apart, and what they print. */
const root = fileURLToPath(new URL('..', import.meta.url))
const lessons = readdirSync(join(root, 'examples')).filter((name) => /^\d\d-.*\.ts$/.test(name))

const lines = (code: string): readonly string[] => code.split(/\r?\n/).filter((line) => line.trim() !== '')

/** Without the two sentences that open it: the tutorial says them in prose. */
const lessonLines = (name: string): readonly string[] =>
  lines(readFileSync(join(root, 'examples', name), 'utf8').replace(/^\/\*\*[\s\S]*?\*\/\r?\n/, ''))

interface Section {
  readonly lesson: string | undefined
  readonly text: string
}

const sections: readonly Section[] = readFileSync(join(root, 'docs/tutorial.md'), 'utf8')
  .split(/^(?=## )/m)
  .slice(1)
  .map((text) => ({ lesson: /examples\/(\d\d-\w+\.ts)/.exec(text)?.[1], text }))

const printed = ({ text }: Section): readonly string[] =>
  [...text.matchAll(/^```text\r?\n([\s\S]*?)^```/gm)].map(([, block = '']) => block.trim())

describe('the tutorial', () => {
  test('has a section for each lesson, in order', () => expect(sections.map(({ lesson }) => lesson)).toEqual(lessons))

  test.each(sections.map((section) => [section.lesson ?? '?', section] as const))('%s: its code', (lesson, { text }) => {
    expect(markdownBlocks('docs/tutorial.md', text).flatMap(({ code }) => lines(code))).toEqual(lessonLines(lesson))
  })

  const shown = sections.filter((section) => printed(section).length > 0)
  test('shows what some of them print', () => expect(shown.length).toBeGreaterThan(0))
  test.each(shown.map((section) => [section.lesson ?? '?', section] as const))('%s: what it prints', async (lesson, section) => {
    const built = join(root, 'dist/examples', lesson.replace(/\.ts$/, '.js'))
    const { stdout } = await promisify(execFile)(process.execPath, [built], { env: { ...process.env, NARROWNET_SMOKE: '1' } })
    for (const block of printed(section)) expect(stdout).toContain(block)
  })
})
