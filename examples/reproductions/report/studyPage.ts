/** The page of a study: what it claims, what was run, what came of it. */
import type { RunRecord } from '../record.js'
import type { Archive } from './archive.js'
import { mark } from './document.js'
import { type Figure, figureText } from './figure.js'
import { type Found, type FoundLine, pageName } from './found.js'
import { fullCost } from './fullCost.js'
import { imageSources } from './imageSources.js'
import { imagesText } from './imagesText.js'
import { greedyMatters } from './greedyMatters.js'
import { fullText, presetTitle } from './presetText.js'
import { scheduleSentences } from './scheduleText.js'
import { sensitivityTable } from './sensitivityTable.js'
import { distinct, sweepTable } from './sweepTable.js'
import { timingTable } from './timingTable.js'
import { failuresOf } from './trainingLine.js'
import { trainingTable } from './trainingTable.js'

/** What was found under a preset, and its charts. */
export interface Section {
  readonly found: Found
  readonly figures: readonly Figure[]
}

/** Undefined where nothing was found. */
export const studyPage = (sections: readonly Section[], archive: Archive): string | undefined => {
  const study = sections[0]?.found.study
  return study === undefined
    ? undefined
    : paragraphs([
        mark,
        `# ${study.name}`,
        `> ${study.claim}`,
        `${study.source}. Whether it holds: [claims](claims.md).`,
        study.note,
        ...sections.flatMap((section) => sectionOf(section, archive)),
      ])
}

/** Paragraphs as a text; what is undefined or empty is none. */
export const paragraphs = (parts: readonly (string | undefined)[]): string =>
  `${parts.filter((part) => part !== undefined && part !== '').join('\n\n')}\n`

const sectionOf = ({ found, figures }: Section, archive: Archive): readonly (string | undefined)[] => {
  const records = found.lines.flatMap((line) => line.records)
  const trained = trainingTable(found, archive)
  return [
    `## ${presetTitle(found)}`,
    ...imageParagraphs(found.lines),
    bullets(scheduleSentences(found.lines.map(({ line }) => line))),
    scheduleNote(found, archive),
    trained === undefined
      ? undefined
      : `Errors are percent of the test images, after the last epoch (the papers report the best epoch); means and deviations are over n seeds.`,
    trained,
    ...found.lines.flatMap(sweepParagraphs),
    timingTable(found, archive),
    ...failureParagraphs(found.lines),
    ...figures.map((figure) => figureText(pageName(found.study), figure)),
    circumstancesText(records),
  ]
}

/** A paragraph for each set of images; where there are several, by the lines that used it. */
const imageParagraphs = (lines: readonly FoundLine[]): readonly string[] => {
  const used = lines.flatMap(({ line, records }) =>
    records.flatMap(({ task, images }) =>
      'images' in task && images !== null ? [{ name: line.name, text: imagesText(task.images), digest: images }] : [],
    ),
  )
  const sets = distinct(used.map(({ text, digest }) => `${text} (SHA-256 \`${digest}\`).`))
  return sets.map((set) => {
    const own = used.filter(({ text, digest }) => set === `${text} (SHA-256 \`${digest}\`).`)
    const who = sets.length === 1 ? 'Images' : `Images of ${distinct(own.map(({ name }) => `“${name}”`)).join(', ')}`
    const source = own[0] === undefined ? undefined : imageSources[own[0].digest]
    return [`${who}: ${set}`, ...(source === undefined ? [] : [source])].join(' ')
  })
}

const bullets = (sentences: readonly string[]): string => sentences.map((sentence) => `- ${sentence}`).join('\n')

/** What this preset is in comparison with the published one. */
const scheduleNote = (found: Found, archive: Archive): string => {
  if (found.presets.includes('paper')) return fullText(found.study)
  const full = found.study.lines('paper')
  if (full.length === 0) return 'No paper has this study: it is what its preset says, and there is none with other networks or schedules.'
  const published = scheduleSentences(full)
  if (published.length === 0) return 'Nothing is trained here; the preset `paper` has more networks.'
  // what small batches of drawn images take tells nothing of the data set
  const cost = found.presets.every((preset) => preset === 'smoke') ? undefined : fullCost(found.study, found, archive)
  const note =
    cost === undefined
      ? 'What that would cost is not estimated yet: no training of this row on the data set itself was measured here.'
      : `That would cost some ${hoursText(cost.coreHours)} of one core a seed: ${cost.trainings} trainings of ${cost.epochs} epochs together, at ${cost.secondsPerEpoch.toPrecision(3)} seconds of a core for an epoch as measured here, times the ratio of arithmetic; rather less, as pruned networks are taken as whole here, and a larger network takes less time for the same arithmetic.`
  return `This is shorter than what the study is, its preset \`paper\`:\n\n${bullets(published)}\n\n${note}`
}

const hoursText = (hours: number): string =>
  hours >= 10 ? `${Math.round(hours).toLocaleString('en-US')} hours` : `${hours.toPrecision(2)} hours`

const sweepParagraphs = (found: FoundLine): readonly (string | undefined)[] => {
  const table = sweepTable(found) ?? sensitivityTable(found)
  const what =
    found.line.task.stage === 'sensitivity' ? 'one entry of the cfg pruned, the others whole' : 'the same share of every layer gone'
  return table === undefined
    ? []
    : [
        `**${found.line.name}**: percent of the test images right, ${what}, without retraining (n = ${found.records.length}).`,
        table,
        greedyMatters(found.line.task)
          ? undefined
          : 'Of a ResNet’s blocks only the inner widths are pruned, and none of them is read where another is made: greedy and independent selection rank alike.',
      ]
}

/** Nothing is hidden: what went astray or was refused, and what was not run. */
const failureParagraphs = (lines: readonly FoundLine[]): readonly string[] => {
  const failures = lines.flatMap(failuresOf)
  const missing = lines.filter(({ records }) => records.length === 0).map(({ line }) => line.name)
  return [
    ...(failures.length === 0
      ? []
      : [`Came to nothing:\n\n${bullets(failures.map(({ name, seed, what }) => `${name}, seed ${seed}: ${what}`))}`]),
    ...(missing.length === 0 ? [] : [`Not run yet: ${missing.join('; ')}.`]),
  ]
}

const circumstancesText = (records: readonly RunRecord[]): string => {
  const made = distinct(
    records.map(({ circumstances: { narrownet, node, backend, host } }) => `narrownet ${narrownet}, Node ${node}, ${backend}, ${host}`),
  )
  return `${records.length} record${records.length === 1 ? '' : 's'}, made with ${made.join('; ')}.`
}
