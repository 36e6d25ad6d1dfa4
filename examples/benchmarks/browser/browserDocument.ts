/** docs/benchmarks-browser.md: what a page measured, as a table. */
import { type BrowserResults, isSoftware } from './browserRow.js'

const digits = (value: number): string => value.toFixed(value < 10 ? 2 : value < 100 ? 1 : 0)

const reading = `"First" is the first time, when programs are compiled or a network is packed; "ms" the mean of those after it, by the clock
on the wall, so that other work on the machine lengthens it. A step of ours is one of \`fitSteps\`, momentum 0.9, its loss read; one of
tfjs-layers is \`trainOnBatch\` with momentum 0.9 on the same layers. An answer is that of \`frozen(backend, network)\`, read back.`

/** The whole document. */
export const browserDocument = ({ renderer, rows }: BrowserResults): string => {
  const works = [...new Set(rows.map(({ work }) => work))]
  const lines = works.flatMap((work) => {
    const own = rows.filter((row) => row.work === work)
    const best = own.find(({ engine }) => engine === 'narrownet, webgl')
    return own.map(
      ({ engine, first, rest }) =>
        `| ${work} | ${engine} | ${digits(first)} | ${digits(rest)} | ${best === undefined ? '' : `${digits(rest / best.rest)}x`} |`,
    )
  })
  const device = isSoftware(renderer)
    ? `A software renderer, which plays a GPU on the processor: ${renderer}. These times say nothing of a GPU's. One time follows each first, so other work on the machine can change any of them by half.`
    : `The GPU: ${renderer}.`
  return `${[
    '# Benchmarks in a page',
    'Written by `npm run bench -- --browser`; not by hand.',
    `${device} ${new Date().toISOString().slice(0, 10)}.`,
    reading,
    ['| work | engine | first | ms | of narrownet on webgl |', '| --- | --- | ---: | ---: | ---: |', ...lines].join('\n'),
  ].join('\n\n')}\n`
}
