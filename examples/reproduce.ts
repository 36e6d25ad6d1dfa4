/** `npm run reproduce`: rows of the papers, run. */
import { execFileSync } from 'node:child_process'
import { embeddedGrid } from './reproductions/embeddedGrid.js'
import { runId } from './reproductions/run.js'
import { studies } from './reproductions/studies.js'
import type { Preset } from './reproductions/study.js'

const argument = (name: string, fallback: string): string => {
  const at = process.argv.indexOf(name)
  return at < 0 ? fallback : (process.argv[at + 1] ?? fallback)
}
const preset = argument('--preset', 'hours') as Preset
const seeds = Number(argument('--seeds', '1'))
const workers = Number(argument('--workers', '2'))
const mnist = argument('--mnist', '')
const cifar10 = argument('--cifar10', '')
const names = process.argv.slice(2).filter((word) => studies.some(({ name }) => name === word))
const chosen = studies.filter(({ name }) => names.length === 0 || names.includes(name))
const runs = Array.from({ length: seeds }, (_, seed) =>
  chosen.flatMap((study) => study.lines(preset).map(({ task }) => ({ seed, task }))),
).flat()

const stop = new AbortController()
process.on('SIGINT', () => stop.abort())
process.on('SIGTERM', () => stop.abort())
const labels = new Map(
  Array.from({ length: seeds }, (_, seed) =>
    chosen.flatMap((study) =>
      study.lines(preset).map(({ name, task }) => [runId({ seed, task }), `${study.name} ${name} seed ${seed}`] as const),
    ),
  ).flat(),
)
const grid = embeddedGrid(
  {
    folders: { records: argument('--records', 'docs/reproductions/records'), work: argument('--folder', 'reports/reproductions') },
    data: { mnist: mnist || undefined, cifar10: cifar10 || undefined },
    commit: execFileSync('git', ['rev-parse', '--short', 'HEAD'], { encoding: 'utf8' }).trim(),
  },
  workers,
)
const seen = new Map<string, number>()
const report = await grid(runs, {
  signal: stop.signal,
  on: (event) => {
    const label = labels.get(event.id) ?? event.id
    if (event._tag === 'tidings') {
      if (seen.get(event.id) === event.tidings.epoch) return
      seen.set(event.id, event.tidings.epoch)
      console.log(
        `${new Date().toISOString()} ${label}: epoch ${event.tidings.epoch + 1}/${event.tidings.epochs}, loss ${event.tidings.loss.toFixed(3)}`,
      )
    } else console.log(`${new Date().toISOString()} ${label}: ${event._tag}${event._tag === 'failed' ? ` ${event.why}` : ''}`)
  },
})
console.log(JSON.stringify({ done: report.done.length, failed: report.failed, left: report.left.length }))
