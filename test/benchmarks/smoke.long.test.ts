import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { browserDocument } from '../../examples/benchmarks/browser/browserDocument.js'
import { type BrowserResults, isSoftware } from '../../examples/benchmarks/browser/browserRow.js'
import { interleaved, spreadOf } from '../../examples/benchmarks/interleaved.js'
import type { Row } from '../../examples/benchmarks/row.js'
import { chromium } from '../setup/chromium.js'

const root = fileURLToPath(new URL('../..', import.meta.url)).replace(/[\\/]$/, '')
const script = join(root, 'dist/examples/benchmarks/main.js')

const run = (...options: readonly string[]): Promise<string> =>
  new Promise((resolve, reject) => {
    execFile(process.execPath, [script, ...options], { cwd: root, timeout: 170_000, maxBuffer: 1 << 24 }, (error, output, errors) =>
      error === null ? resolve(output) : reject(new Error(errors)),
    )
  })

describe('npm run bench', () => {
  test('one row of each kind, own kernels only', async () => {
    expect(existsSync(script), 'not built: npm run build').toBe(true)
    const only = '^(step ConvNet|inference ResNet-20|conv 3x3 .8,16|operation batch norm .64,8)'
    const rows = JSON.parse(await run('--quick', '--json', '--only', only)) as readonly Row[]
    expect(new Set(rows.map(({ group }) => group))).toEqual(new Set(['step', 'inference', 'conv', 'operation']))
    for (const { name, own, others, bound, ceiling, stream } of rows) {
      expect(own.samples, name).toBe(2)
      expect(
        Object.keys(others).filter((peer) => !peer.startsWith('narrownet')),
        name,
      ).toEqual([])
      expect(Number.isFinite(own.median) && bound.milliseconds > 0 && ceiling > 0 && (stream > 0 || bound.by === 'arithmetic'), name).toBe(
        true,
      )
    }
  }, 30_000)

  test.skipIf(chromium === undefined)(
    'a step in a page: the renderer by name, WebGL and WASM',
    async () => {
      const { renderer, rows } = JSON.parse(await run('--browser', '--quick', '--json')) as BrowserResults
      expect(isSoftware(renderer), renderer).toBe(true)
      expect(rows.map(({ work, engine }) => `${work}, ${engine}`)).toEqual([
        'training step of ConvNet, batch 4, narrownet, webgl',
        'training step of ConvNet, batch 4, narrownet, wasm',
      ])
      for (const { first, median } of rows) expect(first > 0 && median > 0).toBe(true)
    },
    170_000,
  )

  test('its help', async () => expect(await run('--help')).toContain('--only PATTERN'))
})

describe('its parts', () => {
  test('contestants take turns', async () => {
    const order: string[] = []
    const turn = (name: string) => ({ run: () => ({ processor: order.push(name), wall: 7 }), warmUp: 0 })
    const times = await interleaved({ a: turn('a'), b: turn('b') }, { milliseconds: 0, minimumRounds: 3, maximumRounds: 3 })
    expect(order.join('')).toBe('abbaab')
    expect(times.get('a')).toMatchObject({ median: 4, wall: 7, samples: 3, ratio: 1 })
    // 2/1, 3/4, 6/5
    expect(times.get('b')?.ratio).toBeCloseTo(1.2)
  })

  test('median and quartiles', () => {
    const readings = [5, 1, 2, 4, 3].map((processor) => ({ processor, wall: 10 * processor }))
    expect(spreadOf(readings, 'processor')).toEqual({ median: 3, lower: 2, upper: 4, wall: 10, processor: 3, samples: 5 })
    expect(spreadOf(readings, 'wall').median).toBe(30)
  })

  test('a document of a page says what drew, and compares with our WebGL', () => {
    const rows = [
      { work: 'a step', engine: 'narrownet, webgl', first: 90, median: 20, lower: 19, upper: 22, ratio: 1 },
      { work: 'a step', engine: 'tfjs-layers, webgl', first: 100, median: 50, lower: 48, upper: 60, ratio: 2.52 },
    ] as const
    const text = (renderer: string) => browserDocument({ renderer, rows })
    expect(text('SwiftShader')).toContain('A software renderer, which plays a GPU on the processor: SwiftShader.')
    expect(text('NVIDIA H100')).toContain('The GPU: NVIDIA H100.')
    expect(text('NVIDIA H100')).toContain('| a step | tfjs-layers, webgl | 100 | 50.0 (48.0 to 60.0) | 2.52x |')
  })
})
