import { execFile } from 'node:child_process'
import { copyFileSync, mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { createServer as createHttpServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { extname, join } from 'node:path'
import { promisify } from 'node:util'
import { build as esbuild, transformSync } from 'esbuild'
import { type Browser, chromium as playwright } from 'playwright-core'
import { build as vite, createServer as createViteServer } from 'vite'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import webpack from 'webpack'
import { chromium, chromiumArguments } from './setup/chromium.js'
import { type StrangersHome, strangersHome } from './setup/strangersHome.js'

/** A stranger's page, with one worker and with two, made by each bundler that the README names, none of them configured for us. */
const run = promisify(execFile)
let home: StrangersHome
let browser: Browser
/** What the same program comes to in Node. */
let inNode: readonly number[]

const types: Readonly<Record<string, string>> = { '.html': 'text/html', '.js': 'text/javascript', '.wasm': 'application/wasm' }
const isolation = { 'Cross-Origin-Opener-Policy': 'same-origin', 'Cross-Origin-Embedder-Policy': 'require-corp' }

/** Serves a folder on a free port; gives its address and a way to stop. */
const serve = async (folder: string, headers: Readonly<Record<string, string>> = {}): Promise<readonly [string, () => void]> => {
  const server = createHttpServer(({ url = '/' }, response) => {
    const path = url.replace(/\?.*$/, '').replace(/\/$/, '/index.html')
    try {
      const body = readFileSync(join(folder, path))
      response.writeHead(200, { ...headers, 'Content-Type': types[extname(path)] ?? 'application/octet-stream' }).end(body)
    } catch {
      response.writeHead(404).end()
    }
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return [`http://127.0.0.1:${(server.address() as AddressInfo).port}/`, () => server.close()]
}

interface Visit {
  /** What the page showed in the end. */
  readonly text: string
  /** How often it was loaded: a development server reloads a page when it finds a dependency late. */
  readonly loads: number
  readonly isolated: boolean
  readonly workersLeft: number
}

const visit = async (address: string): Promise<Visit> => {
  const page = await browser.newPage()
  const complaints: string[] = []
  let loads = 0
  page.on('pageerror', (error) => complaints.push(error.message))
  page.on('load', () => {
    loads += 1
  })
  await page.goto(address)
  await page
    .waitForFunction(() => document.querySelector('#result')?.textContent !== '', undefined, { timeout: 30_000 })
    .catch(() => complaints.push('no result within 30 seconds'))
  const text = (await page.textContent('#result')) ?? ''
  const isolated = await page.evaluate(() => globalThis.crossOriginIsolated)
  const workersLeft = page.workers().length
  await page.close()
  expect(complaints).toEqual([])
  return { text, loads, isolated, workersLeft }
}

const expectNumbersOfNode = ({ text, loads, workersLeft }: Visit): void => {
  expect(text).toMatch(/^\[/)
  const found: readonly number[] = JSON.parse(text)
  inNode.forEach((loss, at) => expect(found[at], `${text}, in Node ${inNode}`).toBeCloseTo(loss, 4))
  expect({ loads, workersLeft }).toEqual({ loads: 1, workersLeft: 0 })
}

/** TypeScript without its types, for what takes only JavaScript. */
const stripped = (from: string, to: string): void =>
  writeFileSync(join(home.path, to), transformSync(readFileSync(join(home.path, from), 'utf8'), { loader: 'ts' }).code)

/** The page that loads a script made from page.ts. */
const writePage = (folder: string): void =>
  writeFileSync(join(folder, 'index.html'), readFileSync(join(home.path, 'page/index.html'), 'utf8').replace('page.ts', 'page.js'))

describe.skipIf(chromium === undefined)('a page', () => {
  beforeAll(async () => {
    home = await strangersHome(['fp-ts', 'vite'])
    for (const name of ['train', 'program', 'page/page']) stripped(`${name}.ts`, `${name}.js`)
    inNode = JSON.parse((await run(process.execPath, [join(home.path, 'program.js')])).stdout).losses
    browser = await playwright.launch({ executablePath: chromium ?? '', args: [...chromiumArguments] })
  })
  afterAll(async () => {
    await browser.close()
    home.leave()
  })

  describe('built by Vite', () => {
    beforeAll(async () => {
      await vite({
        root: join(home.path, 'page'),
        base: './',
        logLevel: 'error',
        configFile: false,
        build: { outDir: join(home.path, 'site'), target: 'es2022' },
      })
    })

    test('carries no Node module and is minified', () => {
      const scripts = readdirSync(join(home.path, 'site/assets'))
        .filter((name) => name.endsWith('.js'))
        .map((name) => readFileSync(join(home.path, 'site/assets', name), 'utf8'))
      expect(scripts.length).toBeGreaterThan(0)
      // Vite renames what is in a worker's script but leaves its lines.
      for (const script of scripts) expect(script.length / script.split('\n').length).toBeGreaterThan(80)
    })

    test.each([
      ['without cross-origin isolation', {}, false],
      ['with cross-origin isolation', isolation, true],
    ] as const)('comes to the numbers of Node, %s', async (_name, headers, isolated) => {
      const [address, stop] = await serve(join(home.path, 'site'), headers)
      const visited = await visit(address).finally(stop)
      expectNumbersOfNode(visited)
      expect(visited.isolated).toBe(isolated)
    })
  })

  test("on Vite's development server: no configuration, and no reload", async () => {
    const server = await createViteServer({
      root: join(home.path, 'page'),
      configFile: false,
      logLevel: 'error',
      cacheDir: join(home.path, 'vite-cache'),
      server: { host: '127.0.0.1', port: 0 },
    })
    await server.listen()
    const [address = ''] = server.resolvedUrls?.local ?? []
    expectNumbersOfNode(await visit(address).finally(() => server.close()))
  })

  test('built by webpack', async () => {
    const site = join(home.path, 'webpack-site')
    const compiler = webpack({
      mode: 'production',
      context: home.path,
      entry: './page/page.js',
      output: { path: site, filename: 'page.js' },
      // Its own minifier takes half of the time, and is not ours to test.
      optimization: { minimize: false },
      performance: false,
    })
    const problems = await new Promise<string>((resolve, reject) =>
      compiler.run((error, stats) =>
        stats === undefined ? reject(error) : resolve(stats.toString({ all: false, errors: true, warnings: true })),
      ),
    )
    await new Promise((closed) => compiler.close(closed))
    expect(problems).toBe('')
    writePage(site)
    const [address, stop] = await serve(site)
    expectNumbersOfNode(await visit(address).finally(stop))
  })

  describe('built by esbuild', () => {
    const site = (): string => join(home.path, 'esbuild-site')
    beforeAll(async () => {
      await esbuild({
        absWorkingDir: home.path,
        entryPoints: {
          page: 'page/page.ts',
          pageWorker: 'narrownet/pageWorker.js',
          'tfjs-backend-wasm-simd': 'narrownet/tfjs-backend-wasm-simd.wasm',
        },
        loader: { '.wasm': 'copy' },
        bundle: true,
        minify: true,
        format: 'esm',
        outdir: site(),
        logLevel: 'error',
      })
      writePage(site())
    })

    test('comes to the numbers of Node, its two files named as entries', async () => {
      const [address, stop] = await serve(site())
      expectNumbersOfNode(await visit(address).finally(stop))
    })

    test('with the two files elsewhere: says what it misses and how to name it, and works where they are named', async () => {
      const [address, stop] = await serve(site())
      try {
        mkdirSync(join(site(), 'files'))
        renameSync(join(site(), 'pageWorker.js'), join(site(), 'files/worker-1.js'))
        const binary = 'tfjs-backend-wasm-simd.wasm'
        expect((await visit(address)).text).toMatch(
          /its script could not be loaded; startWasm\({ paths: { 'pageWorker\.js': url } }\) says where this page has it/,
        )
        copyFileSync(join(site(), binary), join(site(), 'files/engine-1.wasm'))
        renameSync(join(site(), binary), join(site(), 'files', binary))
        expect((await visit(address)).text).toBe(
          `${address}${binary} cannot be read: the server answered 404; startWasm({ paths: { '${binary}': url } }) says where this page has it`,
        )
        expectNumbersOfNode(await visit(`${address}?${binary}=files/engine-1.wasm&pageWorker.js=files/worker-1.js`))
      } finally {
        stop()
      }
    })
  })

  test('that is a classic script is told why nothing can be found beside it', async () => {
    const site = join(home.path, 'classic-site')
    await esbuild({
      absWorkingDir: home.path,
      stdin: {
        contents: `import { startWasm } from 'narrownet'
          startWasm()().then(({ left }) => { document.querySelector('#result').textContent = left.reason })`,
        resolveDir: home.path,
      },
      bundle: true,
      format: 'iife',
      outfile: join(site, 'page.js'),
      logLevel: 'silent',
    })
    writePage(site)
    const [address, stop] = await serve(site)
    expect((await visit(address).finally(stop)).text).toBe(
      "the page's script does not know its own URL, so tfjs-backend-wasm-simd.wasm cannot be looked for beside it; startWasm({ paths: { 'tfjs-backend-wasm-simd.wasm': url } }) says where this page has it",
    )
  })
})
