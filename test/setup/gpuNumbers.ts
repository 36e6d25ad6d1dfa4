import * as t from 'io-ts'

/** Milliseconds of a training step: of the first epoch's mean (for tfjs-layers its first step), programs compiled in it, and of the best later one's. */
const stepTime = t.strict({ first: t.number, rest: t.number })

/** What a page measured on a GPU, in docs/results/gpu.json: no machine of the tests has one, so it is written when one is at hand. */
export const gpuNumbersCodec = t.strict({
  /** as WebGL names it */
  renderer: t.string,
  browser: t.string,
  commit: t.string,
  finished: t.string,
  /** what was not measured is not there */
  steps: t.readonlyArray(
    t.intersection([
      t.strict({ network: t.string, batch: t.number, webgl: stepTime }),
      t.partial({ wasm: stepTime, tfjsLayers: stepTime }),
    ]),
  ),
  /** milliseconds of a frozen network's answer, read */
  answers: t.readonlyArray(t.strict({ network: t.string, batch: t.number, webgl: t.number, wasm: t.number })),
  /** greatest difference from WASM over the greatest value: of answers, and of each array of weights after a step */
  agreement: t.readonlyArray(
    t.intersection([t.strict({ network: t.string, forward: t.number, frozen: t.number }), t.partial({ step: t.number })]),
  ),
})

type GpuNumbers = t.TypeOf<typeof gpuNumbersCodec>

const milliseconds = (value: number): string => (value < 10 ? value.toFixed(2) : value.toFixed(0))
const times = (value: number): string => `${value.toFixed(1)} times`
const row = (...cells: readonly string[]): string => `| ${cells.join(' | ')} |`

/** The tables of docs/webgl.md. */
export const gpuTables = ({ renderer, browser, commit, finished, steps, answers, agreement }: GpuNumbers): string =>
  [
    `One run, ${finished.slice(0, 10)}, commit ${commit}: ${renderer}; ${browser}. WASM: one thread of the same machine.`,
    '',
    '| a training step, milliseconds | batch | WebGL | its first epoch | WASM | tfjs-layers on WebGL | its first step | tfjs-layers / WebGL | WASM / WebGL |',
    '|---|---:|---:|---:|---:|---:|---:|---:|---:|',
    ...steps.map(({ network, batch, webgl, wasm, tfjsLayers }) =>
      row(
        network,
        String(batch),
        ...[webgl.rest, webgl.first, wasm?.rest, tfjsLayers?.rest, tfjsLayers?.first].map((value) =>
          value === undefined ? '' : milliseconds(value),
        ),
        ...[tfjsLayers, wasm].map((peer) => (peer === undefined ? '' : times(peer.rest / webgl.rest))),
      ),
    ),
    ...(answers.length === 0
      ? []
      : [
          '',
          '| a frozen network answers, milliseconds | batch | WebGL | WASM | WASM / WebGL |',
          '|---|---:|---:|---:|---:|',
          ...answers.map(({ network, batch, webgl, wasm }) =>
            row(network, String(batch), milliseconds(webgl), milliseconds(wasm), times(wasm / webgl)),
          ),
        ]),
    '',
    '| greatest difference from WASM | forward | frozen | weights after a step |',
    '|---|---:|---:|---:|',
    ...agreement.map(({ network, forward, frozen, step }) =>
      row(network, forward.toExponential(1), frozen.toExponential(1), step === undefined ? '' : step.toExponential(1)),
    ),
  ].join('\n')
