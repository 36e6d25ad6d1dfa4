/**
 * Every public function of pruning, checkpoints, accounting and folding, at work on one large network: which functions a case is about, which
 * arrays they have to read, and the call. What there is to make is seen in what the call gives.
 */
import { either as E, function as F } from 'fp-ts'
import * as n from 'narrownet'

/** Numbers or a file's bytes. */
export type Numbers = Float32Array | Uint8Array

/** Public functions at work. */
export interface LargeCase {
  /** by the names that users import; more than one where one is the other's argument, or takes no time worth a case */
  readonly names: readonly string[]
  /** what is special, where a function has several cases */
  readonly note?: string
  readonly reads: readonly Numbers[]
  readonly run: () => unknown
}

const valuesOf = (network: n.AnyNetwork): readonly Float32Array[] => n.arraysOf(network).map(({ values }) => values)

const right = <A>(result: E.Either<n.NarrownetError, A>): A => n.orThrow(result)

/** The cases of a network without ties whose layers PyTorch calls so. `narrowed` narrows it to half: there the compiler has to see its widths. */
export const largeNetworkCases = (network: n.AnyNetwork, modules: n.ModuleNames, narrowed: () => unknown): readonly LargeCase[] => {
  const weights = valuesOf(network)
  const plan = right(n.planByRatio(n.randomScore(n.key(1)), 0.5)(network))
  const widths = n.planWidths(plan)
  const cfg = network.cfg.map((entry) => (entry === 'M' ? entry : entry / 2))
  const velocity = Object.fromEntries(
    n.arraysOf(network).flatMap(({ path, role, values }) => (role === 'statistic' ? [] : [[path, values.slice()]])),
  )
  const state: n.FitState = { epochsDone: 1, stepsDone: 1, told: undefined, optimizer: { name: 'sgd', slots: { velocity } } }
  const classNames = Array.from({ length: network.output[0] ?? 0 }, (_, label) => `class ${label}`)
  const model = right(n.modelOf(network, { normalization: 'none', classNames }))
  const masked = right(n.maskSmallest({ ratio: 0.5 })(network))
  const tensors = new Map(n.arraysOf(network).map(({ path, shape, values }) => [path, { shape, values }]))
  const file = n.encodeNetwork(network)
  const modelFile = n.encodeModel(model)
  const regression = { network, normalization: model.normalization }
  const regressionFile = n.encodeRegression(regression)
  const stateFile = n.encodeFitState(state)
  const dict = right(n.stateDictOf(modules)(network))
  const prunedDict = F.pipe(right(n.cut(plan)(network)), n.stateDictOf(modules), right)
  const json = n.planToJson(plan)
  const [all, velocities] = [weights, Object.values(velocity)]
  const none: readonly Numbers[] = []
  // greedy is the ranking of weights without the channels that went before: what a criterion is shown is made for it
  const greedily = (): unknown => {
    const shown: Float32Array[] = []
    const watching: n.Criterion<never> = {
      name: 'watched',
      score: (candidates) => {
        shown.push(candidates.weight)
        return n.l1Norm.score(candidates)
      },
    }
    return [shown, right(n.planTo(watching, cfg, { selection: 'greedy' })(network))]
  }

  // each filter is compared with each: of the 4096 of a linear layer that takes minutes, by its nature
  const ofConvolutions: n.Criterion<never> = {
    name: 'distance from the other filters, of convolutions',
    score: (candidates) => (candidates.weight.length < 2 ** 24 ? n.geometricMedian : n.l1Norm).score(candidates),
  }

  // so each is read once for every second of its filters
  const inPairs = n
    .arraysOf(network)
    .filter(({ role, values }) => role === 'weight' && values.length < 2 ** 24)
    .flatMap(({ shape, values }) => Array<Numbers>(Math.ceil((shape.at(-1) ?? 0) / 2)).fill(values))

  const given = (names: string, reads: readonly Numbers[], run: () => unknown, note = ''): LargeCase => ({
    names: names.split(' '),
    note,
    reads,
    run,
  })
  return [
    given('planTo l1Norm', all, () => right(n.planTo(n.l1Norm, cfg)(network))),
    given('planTo l2Norm', all, () => right(n.planTo(n.l2Norm, cfg)(network)), 'l2Norm'),
    given('planTo l1Norm', all, greedily, 'greedy'),
    given('planByRatio largest', all, () => right(n.planByRatio(n.largest(n.l1Norm), 0.5)(network))),
    given('geometricMedian', inPairs, () => right(n.planByRatio(ofConvolutions, 0.5)(network)), 'of convolutions'),
    given('scaleTimesNextNorm', all, () => right(n.planByRatio(n.scaleTimesNextNorm, 0.5)(network))),
    given('planToBudget normalizedByLayer', [...all, ...all], () =>
      right(n.planToBudget(n.normalizedByLayer(n.l1Norm), { parameters: n.parameterCount(network) / 2 })(network)),
    ),
    given('gradualBudgets', none, () => n.gradualBudgets({ from: 100, to: 50, rounds: 3 })),
    given('batchNormScale', none, () => right(n.planByRatio(n.batchNormScale, 0.5)(network))),
    given('randomScore', none, () => right(n.planByRatio(n.randomScore(n.key(0)), 0.5)(network))),
    given('planBySlimming', none, () => right(n.planBySlimming({ ratio: 0.3 })(network))),
    given('narrowNetwork narrow', all, narrowed),
    given('cut', all, () => right(n.cut(plan)(network))),
    given('cutIdle', all, () => right(n.cutIdle(plan)(network))),
    given('cutState', [...all, ...velocities], () => right(n.cutState(plan)({ network, state }))),
    given('cutTied planTied', none, () => [n.cutTied([])(network), n.planTied(n.l1Norm, '0', 8)(network)]),
    given('selectFirst', none, () => n.selectFirst(network)),
    given('softPruned', all, () => right(n.softPruned(plan)(network))),
    given('maskSmallest', all, () => right(n.maskSmallest({ ratio: 0.5 })(network))),
    given('maskSmallest', all, () => right(n.maskSmallest({ ratio: 0.5, scope: 'layer' })(network)), 'by layer'),
    given('maskSmallest', all, () => right(n.maskSmallest({ ratio: 0.5, convention: 'reference' })(network)), 'reference'),
    given('maskSmallest', valuesOf(masked), () => right(n.maskSmallest({ ratio: 0.2, of: 'remaining' })(masked)), 'of the remaining'),
    given('rewound', [...all, ...valuesOf(masked)], () => right(n.rewound(network)(masked))),
    given('folded', all, () => n.folded(network)),
    given('folded', valuesOf(masked), () => n.folded(masked), 'masked'),
    given('published', none, () => n.published),
    given('composePlans diffPlans keepAll planWidths', none, () => [
      right(n.composePlans(plan, n.keepAll(widths))),
      right(n.diffPlans(plan, plan)),
      n.planWidths(plan),
    ]),
    given('planToJson planFromJson', none, () => right(n.planFromJson(json))),
    given('tiedToJson tiedFromJson', none, () => right(n.tiedFromJson(n.tiedToJson([{ maker: '0', width: 2, kept: [0] }])))),
    given('cfgCodec atMost', none, () => [n.cfgCodec(network.cfg).decode(network.cfg), n.atMost(64).decode(3)]),
    given('refine', none, () => right(n.refine(network.cfg)(network))),
    given('encodeSafetensors', all, () => n.encodeSafetensors(tensors)),
    given('decodeSafetensors', [file], () => right(n.decodeSafetensors(file))),
    given('encodeNetwork', all, () => n.encodeNetwork(network)),
    given('decodeNetwork', [file], () => right(n.decodeNetwork(file))),
    given('encodeModel', all, () => n.encodeModel(model)),
    given('decodeModel', [modelFile], () => right(n.decodeModel(modelFile))),
    given('encodeRegression', all, () => n.encodeRegression(regression)),
    given('decodeRegression', [regressionFile], () => right(n.decodeRegression(regressionFile))),
    given('encodeFitState', velocities, () => n.encodeFitState(state)),
    given('decodeFitState', [stateFile], () => right(n.decodeFitState(stateFile))),
    given('stateDictOf imageNetVggNames', all, () => right(n.stateDictOf(modules)(network))),
    given(
      'withStateDict',
      [...dict.values()].map(({ values }) => values),
      () => right(n.withStateDict(modules, dict)(network)),
    ),
    given(
      'withPrunedStateDict',
      [...prunedDict.values()].map(({ values }) => values),
      () => right(n.withPrunedStateDict(modules, prunedDict)(network)),
    ),
    given('densenetNames preResnetNames resnetNames squeezenetNames unetNames vggNames', none, () =>
      [n.densenetNames, n.preResnetNames, n.resnetNames, n.squeezenetNames, n.unetNames, n.vggNames].map((names) => names(network.nodes)),
    ),
    given('parameterCount multiplyAccumulates weightBytes flops showFlops', none, () => [
      n.parameterCount(network),
      n.multiplyAccumulates(network),
      n.weightBytes(network),
      n.showFlops(n.flops(network, 'macs')),
    ]),
    given('nonzeroParameterCount', all, () => n.nonzeroParameterCount(network)),
    given('nonzeroParameterCount', valuesOf(masked), () => n.nonzeroParameterCount(masked), 'masked'),
  ]
}
