/** narrownet: typed, pruned neural networks. Everything public, and nothing else, is here. */
export * from './layer/layers.js'
export type { Dilated, ResolvedPadding, WithDilation } from './layer/convolutionOptions.js'
export type { SamePaddings } from './layer/kernelName.js'
export type { Layer } from './layer/layer.js'
export type { Interpolation } from './layer/upsample.js'
export type { Ceiled, WithCeilMode } from './layer/pool.js'
export { defineLayer, layerRule, type AnyOwnLayer, type OwnLayer } from './layer/defineLayer.js'
export type { FieldKind, FieldKinds, FieldsOf, LayerDefinition, OwnArray, OwnChannels, OwnShape, RuleOf } from './layer/layerDefinition.js'
export type { Defined, DefinedTag, LayerRule } from './layer/defined.js'
export type { CarriedRule, MadeRule, SameRule } from './layer/channelRules.js'
export type { ConvolutionMove, Formula, Term } from './layer/formula.js'
export type { Activation } from './engine/activation.js'
export {
  concatenate,
  multiply,
  residual,
  sum,
  type Concatenate,
  type Multiply,
  type Residual,
  type Spec,
  type Sum,
} from './network/branching.js'
export { squeezeAndExcitation, type SqueezeAndExcitation, type SqueezeAndExcitationOptions } from './block/squeezeAndExcitation.js'
export { input, sequential, sequentialFrom, type Input } from './network/sequential.js'
export type { Initialize } from './network/initialize.js'
export type { NetworkOf } from './network/checkedSpecs.js'
export type { UnseenWidths } from './network/pending.js'
export type { Rearranged } from './network/rearranged.js'
export { type AnyNetwork, type Arch, type Network, type Node } from './network/network.js'
export { forward, type InputMismatch } from './network/forward.js'
export { folded, type Folded } from './inference/folded.js'
export { frozen, type Frozen } from './inference/frozen.js'
export type { Released } from './inference/released.js'
export type { AnsweredBatches, PredictError } from './inference/answerEach.js'
export { predict, predictor, type PredictOptions, type Predictor } from './inference/predict.js'
export { segment, segmenter, type SegmentOptions, type Segmenter } from './inference/segment.js'
export type { Segmentation } from './inference/segmentation.js'
export { regress, type RegressError, type RegressOptions } from './inference/regress.js'
export { softmax, type ClassProbability, type Prediction } from './inference/prediction.js'
export { describe } from './network/describe.js'
export { layerCosts, type LayerCost } from './network/layerCosts.js'
export { type Countable } from './network/visitsOf.js'
export { reinitialized } from './network/reinitialized.js'
export { arraysOf, withArrays, type ArrayMismatch, type NetworkArray } from './network/arrays.js'
export type { WrongValue } from './network/admitted.js'
export type { ShapeError } from './network/walk.js'
export type { PlainShape, Shape } from './shape/shape.js'
export type { AtMost, AtMostEach, Cfg } from './shape/atMost.js'
export type { PlainCfg } from './shape/fits.js'
export type { PerAxis } from './shape/perAxis.js'
export type { OptionIn, OptionOr } from './shape/given.js'
export { tensor, type Tensor, type TensorError } from './shape/tensor.js'
export { key, split, foldIn, type Key } from './random/key.js'
export type { Initializer } from './random/initializers.js'
export { narrow, narrowNetwork } from './pruning/narrow.js'
export { l1Norm, l2Norm } from './pruning/filterNorm.js'
export { geometricMedian } from './pruning/geometricMedian.js'
export { batchNormScale, scaleTimesNextNorm, type NoBatchNorm } from './pruning/batchNormScale.js'
export { activationScore, type ActivationOptions, type ActivationStatistic, type NotMeasured } from './pruning/activationScore.js'
export { taylorScore, type TaylorOptions } from './pruning/taylorScore.js'
export { gradientTimesWeight } from './pruning/gradientTimesWeight.js'
export type { BatchesOptions } from './pruning/overBatches.js'
export { largest, randomScore } from './pruning/baseline.js'
export { composePlans, keepAll, planWidths, type BadRatio, type Plan, type PlanError, type PlannedGroup } from './pruning/plan.js'
export { planByRatio, planTo } from './pruning/planTo.js'
export { planToBudget, planToMeasured, type Budget, type MeasuredBudget } from './pruning/planToBudget.js'
export type { Budgeted } from './pruning/withinBudget.js'
export type { BadBudget, BudgetTooSmall } from './pruning/budgetError.js'
export type { UnevenGroups } from './pruning/evenness.js'
export type { Floors } from './pruning/globalRanking.js'
export { gradualBudgets, type GradualOptions } from './pruning/gradualBudgets.js'
export { normalizedByLayer } from './pruning/normalizedByLayer.js'
export type { Candidates, Criterion } from './pruning/criterion.js'
export { cut } from './pruning/cut.js'
export { cutIdle } from './pruning/cutIdle.js'
export { cutState, type InTraining } from './pruning/cutState.js'
export { cutTied, planTied, type TiedGroup } from './pruning/cutTied.js'
export { selectFirst } from './pruning/selectFirst.js'
export { planBySlimming, type Slimming, type SlimmingOptions } from './pruning/planBySlimming.js'
export { published } from './pruning/published.js'
export { diffPlans, type GroupDifference } from './pruning/diffPlans.js'
export { planFromJson, planToJson, tiedFromJson, tiedToJson, type PlanFormatError } from './checkpoint/planCodec.js'
export type { ChosenCfg, DefaultCfg } from './model/family.js'
export { convnet } from './model/convnet.js'
export { mlp } from './model/mlp.js'
export { vgg } from './model/vgg.js'
export type { Vgg11Cfg, Vgg13Cfg, Vgg16Cfg, Vgg19Cfg, VggCfgs } from './model/vggCfg.js'
export { resnet } from './model/resnet.js'
export type {
  Resnet110Cfg,
  Resnet14Cfg,
  Resnet20Cfg,
  Resnet32Cfg,
  Resnet44Cfg,
  Resnet56Cfg,
  Resnet8Cfg,
  ResnetCfgs,
} from './model/resnetCfg.js'
export { resnet34, type Resnet34Cfg } from './model/resnet34.js'
export { vggA, type VggACfg } from './model/vggA.js'
export { mobilenetV1 } from './model/mobilenetV1.js'
export { mobilenetV2 } from './model/mobilenetV2.js'
export { squeezenet } from './model/squeezenet.js'
export type { SqueezenetCfg, Squeezenet11Cfg } from './model/squeezenetCfg.js'
export { squeezenetNames } from './checkpoint/squeezenetNames.js'
export type {
  MobilenetV1Cfg,
  MobilenetV1Cfgs,
  MobilenetV1Width25Cfg,
  MobilenetV1Width50Cfg,
  MobilenetV1Width75Cfg,
  MobilenetV2Cfg,
  MobilenetV2Cfgs,
  MobilenetV2Width25Cfg,
  MobilenetV2Width50Cfg,
  MobilenetV2Width75Cfg,
} from './model/mobilenetCfg.js'
export { unet } from './model/unet.js'
export type { UnetCfg } from './model/unetCfg.js'
export { unetNames } from './checkpoint/unetNames.js'
export { preResnet } from './model/preResnet.js'
export type {
  PreResnet110Cfg,
  PreResnet11Cfg,
  PreResnet164Cfg,
  PreResnet20Cfg,
  PreResnet29Cfg,
  PreResnet56Cfg,
  PreResnetCfgs,
} from './model/preResnetCfg.js'
export { densenet } from './model/densenet.js'
export type { Densenet22Cfg, Densenet22Stem16Cfg, Densenet40Cfg, Densenet40Stem16Cfg } from './model/densenetCfg.js'
export { multiplyAccumulates, nonzeroParameterCount, parameterCount, weightBytes, type ParameterConvention } from './accounting/cost.js'
export { flops, showFlops, type Flops, type FlopsConvention } from './accounting/flops.js'
export { maskSmallest, type Masked, type MaskOptions, type RankedLayers } from './pruning/weightMask.js'
export { rewound } from './pruning/rewound.js'
export { softPruned } from './pruning/softPruned.js'
export { sensitivity, type Sensitivity } from './pruning/sensitivity.js'
export { atMost, cfgCodec } from './checkpoint/cfgCodec.js'
export { refine, type NetworkDifference, type NetworkMismatch, type Refinement } from './checkpoint/refine.js'
export { decodeNetwork, encodeNetwork, type CheckpointError, type ReadOptions } from './checkpoint/networkFile.js'
export { decodeFitState, encodeFitState } from './checkpoint/fitStateFile.js'
export { decodeModel, encodeModel } from './checkpoint/modelFile.js'
export { decodeRegression, encodeRegression } from './checkpoint/regressionFile.js'
export type { DescriptionError } from './checkpoint/description.js'
export { encodeOnnx, type OnnxOptions } from './export/encodeOnnx.js'
export { decodeSafetensors, encodeSafetensors, type Safetensors } from './checkpoint/safetensors.js'
export type { Dtype, StoredTensor } from './checkpoint/dtype.js'
export type { SafetensorsError } from './checkpoint/safetensorsHeader.js'
export {
  stateDictOf,
  withStateDict,
  type StateDict,
  type StateDictMismatch,
  type StateDictOptions,
  type StateTensor,
} from './checkpoint/stateDict.js'
export { withPrunedStateDict } from './checkpoint/prunedStateDict.js'
export {
  densenetNames,
  imageNetVggNames,
  preResnetNames,
  resnetNames,
  vggNames,
  type ModuleNames,
  type NameTable,
} from './checkpoint/moduleNames.js'
export type { ModuleNamesMismatch } from './checkpoint/stateArrays.js'
export { fit, fitSteps } from './training/fit.js'
export type { CellEpochDone, EpochDone, EpochOf, LabelEpochDone, VectorEpochDone } from './training/epoch.js'
export type { StepDone } from './training/epochSteps.js'
export type { FitRequest } from './training/fitRequest.js'
export { train } from './training/train.js'
export type { FitRecord, FitState, OptionValue, ResumeMismatch } from './training/fitState.js'
export type { OptimizerState } from './training/optimizerState.js'
export type { Slots } from './training/deviceState.js'
export type { FitError } from './training/fitError.js'
export type { AnswerNotFinite } from './training/answerNotFinite.js'
export type { Aborted, AbortSignalLike } from './training/aborted.js'
export type { Average } from './training/average.js'
export type { Clip } from './training/clip.js'
export type { BadOption, FitOptions, FrozenLayers, Sparsity } from './training/options.js'
export type { WeightDecay } from './training/weightDecay.js'
export { constantRate, cosine, multiStep, stagedDecay, stepDecay, warmUp, type Progress, type Schedule } from './training/schedule.js'
export { adam, adamW, type Adam, type AdamNumbers, type AdamW } from './training/optimizer/adam.js'
export { lion, type Lion } from './training/optimizer/lion.js'
export { rmsProp, type RmsProp } from './training/optimizer/rmsProp.js'
export { sgd, type Sgd } from './training/optimizer/sgd.js'
export type { Optimizer, OptimizerName } from './training/optimizer/optimizer.js'
export { binaryCrossEntropy, type BinaryCrossEntropy } from './training/loss/binaryCrossEntropy.js'
export { crossEntropy, type CrossEntropy, type CrossEntropyOptions } from './training/loss/crossEntropy.js'
export { defineLoss, type OwnLossMaker } from './training/loss/defineLoss.js'
export { distillation, type Distillation, type DistillationOptions, type Teacher } from './training/loss/distillation.js'
export { huber, type Huber } from './training/loss/huber.js'
export { meanAbsoluteError, type MeanAbsoluteError } from './training/loss/meanAbsoluteError.js'
export { meanSquaredError, type MeanSquaredError } from './training/loss/meanSquaredError.js'
export type { TargetKind } from './training/loss/definition.js'
export type { Loss, LossName } from './training/loss/loss.js'
export type { OwnLoss, OwnLossDefinition } from './training/loss/ownLoss.js'
export { recipes, slimmingLambda, type Recipe } from './training/recipes.js'
export { scratchB, scratchE, type ScratchBudget } from './training/scratch.js'
export { sparsityPenalty } from './training/sparsity.js'
export { evaluate, type EvaluateOptions } from './training/evaluate.js'
export type { EvaluationOf } from './training/measure/measureOf.js'
export type { CellEvaluation, Evaluation } from './training/measure/classMeasure.js'
export type { LabelEvaluation } from './training/measure/labelMeasure.js'
export type { VectorEvaluation } from './training/measure/vectorMeasure.js'
export type { Backend } from './engine/backend.js'
export type { EngineError } from './engine/engineError.js'
export { dataset, sampleCount, withNormalization, type AnyDataset, type Dataset, type TargetDataset } from './data/dataset.js'
export type { DatasetError } from './data/samples.js'
export { targetDataset, type TargetDatasetParts } from './data/targetDataset.js'
export {
  probabilities,
  severalLabels,
  vectors,
  type Probabilities,
  type LabelOptions,
  type SeveralLabels,
  type Target,
  type Vectors,
} from './data/target.js'
export { cellClasses, type CellClassesOptions } from './data/cellClasses.js'
export { datasetLike } from './data/datasetLike.js'
export { regressionOf, type Regression } from './data/regression.js'
export { mapNetwork, modelOf, traverseNetwork, type Model, type ModelError, type ModelParts } from './data/model.js'
export { type RawSamples, type SamplesError } from './data/rawSamples.js'
export { batchAt, batchIndices, type Batch, type TargetBatch } from './data/batch.js'
export { type Augment, type Augmentation, type PaddedCrop } from './data/augmentation.js'
export { compact, select, shuffle, splitAt, splitFraction, take } from './data/view.js'
export { type NamedBytes } from './data/fileError.js'
export { decodeIdx, type IdxArray, type IdxError } from './data/idx.js'
export { decodeIdxFile } from './data/idxGzip.js'
export { mnistDataset, type MnistShape } from './data/mnist.js'
export { cifar10Dataset, cifar100Dataset, cifarNormalization, type CifarError, type CifarShape } from './data/cifar.js'
export { syntheticDigits } from './data/syntheticDigits.js'
export { type Normalization } from './data/normalization.js'
export { startBest, type Best } from './engine/startBest.js'
export { startWasm, type WasmOptions, type WasmPaths } from './engine/wasm/startWasm.js'
export { startWebgl, type WebglOptions } from './engine/webgl/startWebgl.js'
export { prepareTraining, type Prepared } from './training/prepareTraining.js'
export type { RehearsalOptions } from './training/rehearseSteps.js'
export { stepMemory, type StepMemory } from './training/stepMemory.js'
export { storeWhole, type StorageFolder, type StorageStream } from './file/storeWhole.js'
export type { WriteError } from './file/writeError.js'
export { errorMessage, type NarrownetError } from './errorMessage.js'
export { orThrow } from './orThrow.js'
