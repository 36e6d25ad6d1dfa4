/** How many channels each layer keeps. */
import { type Curve, lineChart } from '../../charts/lineChart.js'
import type { Figure } from './figure.js'
import type { Found, FoundLine } from './found.js'
import { curveName, linesText, runsText } from './runsText.js'
import { rootOf, startOf } from '../stage.js'
import { titled } from './titled.js'
import { distinct } from './sweepTable.js'

/** A chart for each network that some line prunes. Lines that come to the same widths are one curve. */
export const widthFigures = ({ study, lines }: Found): readonly Figure[] => {
  const trained = lines.filter(
    ({ line, records }) => (line.task.stage === 'trained' || line.task.stage === 'scratch') && records.length > 0,
  )
  const root = ({ line }: FoundLine): string => JSON.stringify(rootOf(startOf(line.task)))
  return distinct(trained.map(root)).flatMap((network, at): readonly Figure[] => {
    const own = trained.filter((found) => root(found) === network)
    const shown = own.filter((found, place) => own.findIndex((one) => widthsOf(one) === widthsOf(found)) === place)
    const records = shown.map((found) => found.records)
    const curves = shown.map((found) => curveOf(found, curveName(found.line.name, found.records, records)))
    if (curves.length < 2 || new Set(curves.flatMap(({ points }) => points.map(({ x }) => x))).size < 2) return []
    const chart = lineChart({
      title: `${study.name}: channels kept by each layer`,
      description: `Widths by their place in the cfg; of lines with the same widths the first is drawn. ${linesText(...records)}`,
      x: { label: 'place in the cfg', whole: true },
      y: { label: 'channels', domain: [0, Math.max(...curves.flatMap(({ points }) => points.map(({ y }) => y)))] },
      curves,
      dots: true,
    })
    return [{ name: `widths-${at}`, chart: titled(chart, runsText(...records)) }]
  })
}

const widthsOf = ({ records }: FoundLine): string =>
  JSON.stringify(distinct(records.map(({ counts }) => JSON.stringify(counts?.cfg))).toSorted())

const curveOf = ({ records }: FoundLine, name: string): Curve => ({
  name,
  points: records.flatMap(({ counts }) => (counts?.cfg ?? []).flatMap((width, place) => (width === 'M' ? [] : [{ x: place, y: width }]))),
})
