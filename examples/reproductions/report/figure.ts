/** A chart with its place on a page. */
import type { Chart } from '../../charts/chart.js'
import type { Document } from './document.js'

export interface Figure {
  /** 'rankings-0': unique on its page */
  readonly name: string
  readonly chart: Chart
}

const chartPath = (page: string, { name }: Figure): string => `charts/${page}-${name}.svg`

export const figureDocument = (page: string, figure: Figure): Document => ({ path: chartPath(page, figure), contents: figure.chart })

/** The picture and what it shows. */
export const figureText = (page: string, figure: Figure): string =>
  `![${figure.chart.title}](${chartPath(page, figure)})\n\n${figure.chart.description}`
