/** Charts as SVG: vega-lite and vega draw them, without a DOM. */
import type { task as T } from 'fp-ts'
import type { Chart } from './chart.js'
import { escaped } from './escaped.js'
import { configOf, paper, type Theme } from './theme.js'

/** The same chart and theme are the same text, on every host. */
export const svg =
  ({ title, description, spec }: Chart, theme: Theme = paper): T.Task<string> =>
  async () => {
    // When they are needed: to load both takes longer than most of what our programs are asked.
    const [{ compile }, { parse, resetSVGDefIds, View }] = await Promise.all([import('vega-lite'), import('vega')])
    resetSVGDefIds()
    const view = new View(parse(compile(spec, { config: configOf(theme) }).spec), { renderer: 'none' })
    const drawn = await view.toSVG()
    view.finalize()
    return drawn.replace('<svg ', `<svg role="img" aria-label="${escaped(`${title}. ${description}`)}" `)
  }
