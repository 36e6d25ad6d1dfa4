import { existsSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { fileURLToPath } from 'node:url'
import { playwright } from '@vitest/browser-playwright'
import { defineConfig } from 'vitest/config'
import { chromium, chromiumArguments } from './test/setup/chromium.js'
import { parityNames } from './test/setup/parityNames.js'
import { postgresServer } from './test/setup/postgresServer.js'
import { isInstalled as isOnnxRuntimeInstalled } from './test/setup/onnxRuntime.js'
import { redisServer } from './test/setup/redisServer.js'
import { suitesOfOnePage, suitesOfOwnPages, suitesOfValues } from './test/setup/suitesOfValues.js'
import { staleSource } from './test/setup/staleSource.js'
import { shared } from './test/setup/shared.js'

const root = fileURLToPath(new URL('.', import.meta.url)).replace(/[\\/]$/, '')
// the longer names first: 'narrownet' is the beginning of all
const alias = {
  'narrownet/chart': `${root}/lib/chart/index.ts`,
  'narrownet/node': `${root}/lib/node/index.ts`,
  narrownet: `${root}/lib/index.ts`,
}

// What tests generate: the same each time, unless asked otherwise (test/setup/generated.ts).
const asked = process.env.NARROWNET_SEED ?? '1'
const generatedSeed = asked === 'random' ? Math.floor(Math.random() * 2 ** 31) : Number(asked)
if (!Number.isInteger(generatedSeed)) throw new Error(`NARROWNET_SEED: expected a whole number or random, found ${asked}`)
const generated = { setupFiles: ['test/setup/generated.ts', 'test/setup/equalArrays.ts'], provide: { generatedSeed } }

// Against what hangs alone: how much a test does says how long it takes, and the machine may be busy.
const patience = { testTimeout: 600_000, hookTimeout: 600_000 }

// A processor that plays a GPU takes minutes for what PyTorch made of all networks: the smallest of them, unless all are asked for.
const parityOnWebgl = parityNames(process.env.NARROWNET_PARITY === 'all' ? 'train-' : 'train-vgg-small').filter(
  (name) => name !== 'train-batches',
)
const parityFolder = shared && `/@fs${shared}parity/`

// What will not be tested, and why: said once, before the run.
const stale = staleSource(root)
const notices = [
  asked === 'random' ? `generated from NARROWNET_SEED=${generatedSeed}` : undefined,
  chromium === undefined ? 'skipped: browser suites (no Chromium; install it or set $CHROMIUM)' : undefined,
  redisServer === undefined ? 'skipped: the grid over a queue of Redis (no redis-server; install it or set $REDIS_SERVER)' : undefined,
  postgresServer === undefined
    ? 'skipped: the grid over a queue of PostgreSQL (no server; install postgresql or set $POSTGRES_SERVER)'
    : undefined,
  isOnnxRuntimeInstalled
    ? undefined
    : 'skipped: ONNX files read by onnxruntime (npm ci --ignore-scripts --prefix examples/benchmarks installs it)',
  shared === undefined ? 'skipped: parity suites (no ../shared beside the repository)' : undefined,
  !existsSync(`${root}/dist/lib/index.js`)
    ? 'not built: docs, consumer, example and type tests will fail; npm run build'
    : stale === undefined
      ? undefined
      : `the build is older than ${stale.slice(root.length + 1)}: docs, consumer, example and type tests see the old one; npm run build`,
].filter((notice) => notice !== undefined)
if (process.env.VITEST_WORKER_ID === undefined) for (const notice of notices) console.warn(notice)

// Two files at once also where vitest would leave a core to itself: most of them keep one busy. The browser's come after them.
const inNode = {
  ...generated,
  maxWorkers: Math.max(2, availableParallelism() - 1),
  sequence: { groupOrder: 0 },
  environment: 'node' as const,
  ...patience,
}
/** Suites in Chromium, one page at a time, after all projects of a smaller order. */
const inPages = (
  executablePath: string,
  name: string,
  groupOrder: number,
  suites: { readonly include: string[]; readonly exclude: string[]; readonly isolate?: boolean },
) => ({
  resolve: { alias },
  // Known beforehand: what the optimizer discovers later makes it reload the page under a running test.
  optimizeDeps: { include: ['@tensorflow/tfjs-backend-wasm', '@tensorflow/tfjs-core', 'fast-check', 'fp-ts', 'io-ts'] },
  // Cross-origin isolation, so that SharedArrayBuffer and the threaded engine are there to be tested.
  server: {
    headers: { 'Cross-Origin-Opener-Policy': 'same-origin', 'Cross-Origin-Embedder-Policy': 'require-corp' },
    fs: { allow: shared === undefined ? [root] : [root, shared] },
  },
  test: {
    name,
    ...generated,
    ...suites,
    provide: { ...generated.provide, parityFolder, parityOnWebgl },
    sequence: { groupOrder },
    ...patience,
    browser: {
      enabled: true,
      headless: true,
      screenshotFailures: false,
      provider: playwright({ launchOptions: { executablePath, args: [...chromiumArguments] } }),
      instances: [{ browser: 'chromium' as const }],
    },
  },
})

// `npm run test:long` runs what drives other programs for minutes, `npm test` all the rest.
const ofMode = (mode: string, suites: readonly string[]): string[] =>
  suites.map((suite) => (mode === 'long' ? suite.replace('*.test.ts', '*.long.test.ts') : suite))
const notOfMode = (mode: string): readonly string[] => (mode === 'long' ? [] : ['**/*.long.test.ts'])

export default defineConfig(({ mode }) => ({
  test: {
    // .ci/run counts from the files
    reporters: process.env.CI
      ? ['default', ['json', { outputFile: `reports/vitest-${mode}.json` }]]
      : [process.stdout.isTTY ? 'dot' : 'default'],
    projects: [
      {
        resolve: { alias },
        test: {
          name: 'node',
          ...inNode,
          include: ofMode(mode, ['test/**/*.test.ts', 'typetests/**/*.test.ts']),
          exclude: ['test/browser/**', ...suitesOfValues, ...notOfMode(mode)],
        },
      },
      ...(mode === 'long'
        ? []
        : [{ resolve: { alias }, test: { name: 'values', ...inNode, isolate: false, include: [...suitesOfValues] } }]),
      ...(chromium === undefined
        ? []
        : [
            inPages(chromium, 'browser', 1, {
              include: ofMode(mode, ['test/browser/**/*.test.ts', ...(mode === 'long' ? [] : suitesOfOwnPages)]),
              exclude: [...notOfMode(mode)],
            }),
            ...(mode === 'long'
              ? []
              : [
                  inPages(chromium, 'onePage', 2, {
                    isolate: false,
                    include: [...suitesOfOnePage],
                    // kernels on a heap, without a page: Node runs the same binary
                    exclude: [
                      '**/*.node.test.ts',
                      '**/*.long.test.ts',
                      'test/engine/wasm/**',
                      'test/training/parallel/**',
                      ...suitesOfOwnPages,
                    ],
                  }),
                ]),
          ]),
    ],
  },
}))
