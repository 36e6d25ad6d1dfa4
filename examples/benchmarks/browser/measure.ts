/** Bundles the page, opens it in Chromium and lets it measure. Nothing is served over a network: the browser asks, and is answered here. */
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import { chromium } from 'playwright-core'
import { installPeers } from '../installPeers.js'
import type { BrowserResults } from './browserRow.js'

const root = fileURLToPath(new URL('../../../../', import.meta.url))
const peers = `${root}examples/benchmarks`
const binary = 'tfjs-backend-wasm-simd.wasm'

const bundled = async (entry: string): Promise<string> => {
  const { outputFiles } = await build({
    entryPoints: [entry],
    bundle: true,
    write: false,
    format: 'esm',
    target: 'es2022',
    platform: 'browser',
    alias: { narrownet: `${root}dist/lib/index.js` },
    logLevel: 'error',
  })
  return outputFiles[0]?.text ?? ''
}

/** What a page at localhost measures, drawn by that back end of ANGLE: 'swiftshader' is the software renderer, 'vulkan' or 'gl-egl' a GPU. */
export const measure = async (quick: boolean, angle: string): Promise<BrowserResults> => {
  const answers: Readonly<Record<string, readonly [type: string, body: string | Buffer]>> = {
    '/': ['text/html', '<!doctype html><script type="module" src="/page.js"></script>'],
    '/page.js': ['text/javascript', await bundled(`${root}dist/examples/benchmarks/browser/page.js`)],
    '/pageWorker.js': ['text/javascript', readFileSync(`${root}dist/lib/training/parallel/pageWorker.js`)],
    [`/${binary}`]: ['application/wasm', readFileSync(`${root}dist/lib/engine/wasm/${binary}`)],
    ...(!quick &&
      installPeers(peers) && { '/jax.js': ['text/javascript', await bundled(`${peers}/node_modules/@jax-js/jax/dist/index.js`)] }),
  }
  const flags = [
    '--no-sandbox',
    '--enable-unsafe-webgpu',
    `--use-angle=${angle}`,
    ...(angle === 'swiftshader' ? ['--enable-unsafe-swiftshader'] : []),
  ]
  const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: flags })
  try {
    const page = await browser.newPage()
    await page.route('**/*', (route) => {
      const answer = answers[new URL(route.request().url()).pathname]
      return answer === undefined ? route.fulfill({ status: 404 }) : route.fulfill({ contentType: answer[0], body: answer[1] })
    })
    await page.goto('http://localhost/')
    await page.waitForFunction('globalThis.measureAll !== undefined')
    return await page.evaluate<BrowserResults>(`measureAll(${quick})`)
  } finally {
    await browser.close()
  }
}
