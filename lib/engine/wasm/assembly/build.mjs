/**
 * Compiles the SIMD kernels of this folder (AssemblyScript) to WebAssembly and writes the binary, as base64, into a TypeScript module that
 * the library imports: no file to locate at run time, so every bundler and Node load it alike. Run by `npm run build`, which compiles
 * nothing where the module was made from these very sources.
 */
import { createHash } from 'node:crypto'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const here = fileURLToPath(new URL('.', import.meta.url))

/** Memory is tfjs's own heap, imported; no runtime, no static data, so the kernels use no memory but what they are given. */
const flags = ['--importMemory', '--runtime', 'stub', '--enable', 'simd', '--noAssert', '-O3', '--converge', '--noExportMemory']

const compile = async (entry, more = []) => {
  const { default: asc } = await import('assemblyscript/asc')
  const folder = mkdtempSync(join(tmpdir(), 'narrownet-kernels-'))
  try {
    const output = join(folder, 'kernels.wasm')
    const { error, stderr } = await asc.main([join(here, entry), '-o', output, ...flags, ...more])
    if (error) throw new Error(`${error.message}\n${stderr.toString()}`)
    return readFileSync(output)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

const constant = (name, what, bytes) =>
  `/** ${what}: ${bytes.length} bytes of WebAssembly, base64. */\nexport const ${name} =\n  '${bytes.toString('base64')}'\n`

/** What the binaries follow from: the sources, this file's flags, and the compiler. */
const sources = () => {
  const { version } = createRequire(import.meta.url)('assemblyscript/package.json')
  const parts = readdirSync(here)
    .sort()
    .flatMap((name) => [name, readFileSync(join(here, name), 'utf8')])
  return createHash('sha256')
    .update(JSON.stringify([version, ...parts]))
    .digest('hex')
}

const target = join(here, '../simd/kernelBinary.ts')
const head = `// Generated from lib/engine/wasm/assembly by its build.mjs: do not edit. Sources: ${sources()}\n`
const before = (() => {
  try {
    return readFileSync(target, 'utf8')
  } catch {
    return ''
  }
})()
if (!before.startsWith(head))
  writeFileSync(
    target,
    [
      head,
      constant('kernelBinary', 'Every kernel', await compile('index.ts')),
      constant('relaxedBinary', 'Products by relaxed SIMD', await compile('products.ts', ['--enable', 'relaxed-simd'])),
    ].join('\n'),
  )
