import { posix } from 'node:path'
import { isLayer } from '../../lib/layer/layer.js'
import type { SourceFacts } from './sourceFacts.js'

/** design: imports point down, never up and never sideways between folders of one row. */
export const rows: Readonly<Record<string, number>> = {
  chart: 10,
  node: 10,
  checkpoint: 9,
  export: 9,
  inference: 8,
  pruning: 7,
  training: 6,
  model: 5,
  accounting: 5,
  data: 5,
  block: 4,
  network: 3,
  layer: 2,
  engine: 1,
  file: 1,
  random: 1,
  shape: 0,
}

export const longestFile = 250
const forbiddenNames = ['util', 'utils', 'utility', 'utilities', 'helper', 'helpers', 'common', 'misc', 'types', 'stuff']

/** 'lib/layer/conv2d.ts' is in 'layer'; 'lib/index.ts' in ''. */
const folderOf = (path: string): string => path.split('/').slice(1, -1)[0] ?? ''

/** The lib file a relative import leads to. */
const target = (from: string, specifier: string): string => posix.join(posix.dirname(from), specifier).replace(/\.js$/, '.ts')

const relative = (specifier: string): boolean => specifier.startsWith('.')

/** Imports that point up, sideways, out of lib, or to a barrel. */
export const wrongDirections = (file: SourceFacts): readonly string[] =>
  file.imports
    .filter(({ specifier }) => relative(specifier))
    .flatMap(({ specifier, line }) => {
      const to = target(file.path, specifier)
      const [own, other] = [folderOf(file.path), folderOf(to)]
      const [ownRow, otherRow] = [own === '' ? 10 : rows[own], other === '' ? 10 : rows[other]]
      const say = (fault: string): readonly string[] => [`${file.path}:${line} imports ${to}: ${fault}`]
      if (!to.startsWith('lib/')) return say('outside lib')
      if (ownRow === undefined || otherRow === undefined) return say(`no row for ${ownRow === undefined ? own : other}`)
      if (!specifier.endsWith('.js')) return say('an import ends in .js')
      if (/(^|\/)index\.ts$/.test(to)) return say('import a sibling by its path, never through an index')
      if (own === other || otherRow < ownRow) return []
      return say(otherRow === ownRow ? `sideways, both in row ${ownRow}` : `up, from row ${ownRow} to row ${otherRow}`)
    })

/** The devices of the engine, each in a room of its own: what they share knows none of them, but for the start by name. */
const roomOf = (path: string): string | undefined => /^lib\/engine\/(\w+)\//.exec(path)?.[1]

/** Imports from a room of the engine into another, or from outside into one. */
export const wrongRooms = (file: SourceFacts): readonly string[] =>
  file.imports
    .filter(({ specifier }) => relative(specifier))
    .flatMap(({ specifier, line }) => {
      const to = target(file.path, specifier)
      const room = roomOf(to)
      const mayStart =
        ['lib/engine/startFrom.ts', 'lib/engine/startBest.ts', 'lib/index.ts'].includes(file.path) && posix.basename(to).startsWith('start')
      return room === undefined || room === roomOf(file.path) || mayStart
        ? []
        : [`${file.path}:${line} imports ${to}: the engine's ${room} is a room of its own`]
    })

/** The packages a file may name: fp-ts everywhere, tfjs in the engine, io-ts at the edges, d3 in chart/, node: in node/, and (dynamic) where the engine starts. */
export const wrongPackages = (file: SourceFacts): readonly string[] =>
  file.imports
    .filter(({ specifier }) => !relative(specifier))
    .flatMap(({ specifier, line, dynamic }) => {
      const folder = folderOf(file.path)
      const allowed =
        specifier === 'fp-ts' ||
        (specifier.startsWith('@tensorflow/') && folder === 'engine') ||
        (specifier === 'io-ts' && folder === 'checkpoint') ||
        (specifier.startsWith('d3-') && folder === 'chart') ||
        // a worker imports the modules of layers that a program has defined
        (dynamic && file.path === 'lib/training/parallel/importedLayers.ts') ||
        (specifier.startsWith('node:') && folder === 'node') ||
        (specifier.startsWith('node:') && dynamic && /^lib\/engine\/wasm\/start\w*\.ts$/.test(file.path))
      return allowed ? [] : [`${file.path}:${line} imports ${specifier}`]
    })

/** Layers that a file's code, comments apart, names as texts. */
export const layersListed = (path: string, text: string): readonly string[] =>
  [...text.replace(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, '').matchAll(/'(\w+)'/g)].flatMap(([, _tag = '']) =>
    isLayer({ _tag }) ? [`${path} names ${_tag}`] : [],
  )

/** Import cycles, each once, as the files from the first in the alphabet back to it. */
export const cycles = (files: readonly SourceFacts[]): readonly string[] => {
  const graph = new Map(
    files.map((file) => [
      file.path,
      file.imports.filter(({ specifier }) => relative(specifier)).map(({ specifier }) => target(file.path, specifier)),
    ]),
  )
  const found = new Set<string>()
  const done = new Set<string>()
  const walk = (path: string, trail: readonly string[]): void => {
    const start = trail.indexOf(path)
    if (start >= 0) {
      const loop = trail.slice(start)
      const first = loop.indexOf([...loop].sort()[0] ?? '')
      found.add([...loop.slice(first), ...loop.slice(0, first), loop[first]].join(' -> '))
      return
    }
    if (done.has(path)) return
    for (const next of graph.get(path) ?? []) walk(next, [...trail, path])
    done.add(path)
  }
  for (const path of graph.keys()) walk(path, [])
  return [...found]
}

/** Too long without a reason on line one ("// over 250 lines: why"). */
export const tooLong = (file: SourceFacts): readonly string[] =>
  file.lines <= longestFile || /^\/\/ over 250 lines: \S/.test(file.firstLine) ? [] : [`${file.path}: ${file.lines} lines`]

const stem = (path: string): string => posix.basename(path).replace(/(\.(test|node|bench|d))*\.(ts|js|mjs)$/, '')

/**
 * conv2d.ts exports conv2d or Conv2d; idx.ts may export decodeIdx; an index re-exports and nothing else.
 * Several exports of equal rank (uniform, normal, bernoulli) are a family, and the file has the family's name.
 */
export const wrongExports = (file: SourceFacts): readonly string[] => {
  const name = stem(file.path).toLowerCase()
  if (name === 'index') return file.reExportsOnly ? [] : [`${file.path}: an index re-exports only`]
  const singular = name.replace(/ies$/, 'y').replace(/s$/, '')
  return file.exports.length > 1 || file.exports.some((each) => each.toLowerCase().includes(name) || each.toLowerCase() === singular)
    ? []
    : [`${file.path}: no export is named after the file (${file.exports.join(', ') || 'it exports nothing'})`]
}

export const wrongNames = (path: string): readonly string[] =>
  path
    .split('/')
    .map((part) => stem(part).toLowerCase())
    .filter((part) => forbiddenNames.includes(part))
    .map((part) => `${path}: "${part}" says nothing`)

export const forbiddenConstructs = (file: SourceFacts): readonly string[] => file.forbidden.map((what) => `${file.path}: ${what}`)

// Written in pieces, so that this file itself passes.
const machinePath = new RegExp(`(?:^|[\\s'"\`(=:,])/(?:${['work', 'home', 'root', 'Users'].join('|')})/[\\w.-]`)
const registryHost = new RegExp(
  ['registry', '\\.(?:npmjs|yarnpkg|npmmirror)\\.|', 'npm\\.pkg', '\\.github\\.|', 'deb\\.', 'debian\\.org'].join(''),
)

/** Paths of somebody's machine and hosts of package registries: neither belongs in a repository. */
export const machineTraces = (path: string, text: string): readonly string[] =>
  text.split(/\r?\n/).flatMap((line, index) => {
    const trace = machinePath.exec(line)?.[0] ?? registryHost.exec(line)?.[0]
    return trace === undefined ? [] : [`${path}:${index + 1}: ${trace.trim()}`]
  })
