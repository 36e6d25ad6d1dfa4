/** docs/benchmarks-browser.md: what a page measured, as a table. */
import { type BrowserResults, isSoftware } from './browserRow.js'

const digits = (value: number): string => value.toFixed(value < 10 ? 2 : value < 100 ? 1 : 0)

const reading = `"First" is the first time, when programs are compiled or a network is packed; "ms" the median of the rounds after it, in which each engine has its
turn, with its quartiles, by the clock on the wall. The last column is the median of the rounds' quotients by narrownet on WebGL: what else the machine does lengthens both.
A step of ours is one of \`fitSteps\`, momentum 0.9, its loss read; one of tfjs-layers is \`trainOnBatch\`, one of jax-js \`valueAndGrad\` under \`jit\`, both with momentum 0.9 on
the same layers, jax-js without running statistics. An answer is that of \`frozen(backend, network)\`, read back. Which of two networks answers faster is read off "ms": they ran in different rounds.`

/** The whole document. */
export const browserDocument = ({ renderer, rows }: BrowserResults): string => {
  const works = [...new Set(rows.map(({ work }) => work))]
  const lines = works.flatMap((work) =>
    rows
      .filter((row) => row.work === work)
      .map(
        ({ engine, first, median, lower, upper, ratio }) =>
          `| ${work} | ${engine} | ${digits(first)} | ${digits(median)} (${digits(lower)} to ${digits(upper)}) | ${digits(ratio)}x |`,
      ),
  )
  const device = isSoftware(renderer)
    ? `A software renderer, which plays a GPU on the processor: ${renderer}. These times say nothing of a GPU's.`
    : `The GPU: ${renderer}.`
  return `${[
    '# Benchmarks in a page',
    'Written by `npm run bench -- --browser`; not by hand.',
    `${device} ${new Date().toISOString().slice(0, 10)}.`,
    reading,
    ['| work | engine | first | ms | of narrownet on webgl |', '| --- | --- | ---: | ---: | ---: |', ...lines].join('\n'),
  ].join('\n\n')}\n`
}
