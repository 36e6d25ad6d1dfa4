/** A chart with its title, and what it stands on, above it: it is looked at alone. */
import type { Chart } from '../../charts/chart.js'

const letters = 64

/** Lines of so many letters at most, broken between words. */
export const wrapped = (text: string): readonly string[] =>
  text.split(' ').reduce<readonly string[]>((lines, word) => {
    const last = lines.at(-1)
    return last === undefined || last.length + 1 + word.length > letters ? [...lines, word] : [...lines.slice(0, -1), `${last} ${word}`]
  }, [])

export const titled = (chart: Chart, below: string): Chart => ({
  ...chart,
  spec: {
    ...chart.spec,
    title: {
      text: [...wrapped(chart.title)],
      subtitle: [...wrapped(below)],
      anchor: 'start',
      frame: 'bounds',
      fontSize: 15,
      subtitleFontSize: 12,
      offset: 12,
    },
  },
})
