/** Arithmetic of whole arrays as nodes. */
import type { DeviceArray, SoftmaxOptions } from '../engine/backend.js'
import { channelsOf, sameShape } from '../shape/shape.js'
import type { Recorder } from './recorder.js'

/** An operation of two arrays of one shape, in an order that both have, by the nodes of `written`. */
export const ofTwo =
  (recorder: Recorder, written: (left: string, right: string) => string) =>
  (left: DeviceArray, right: DeviceArray): DeviceArray => {
    const layout = recorder.layoutOf(left, right)
    const output = written(recorder.as(left, layout), recorder.as(right, layout))
    return recorder.made(output, left.shape, layout, layout === 'channelsFirst' ? recorder.mapOf(left) : undefined)
  }

/** leftFactor * left + rightFactor * right. */
export const combine =
  (recorder: Recorder) =>
  (leftFactor: number, left: DeviceArray, rightFactor: number, right: DeviceArray): DeviceArray => {
    const times = (factor: number, array: string): string => (factor === 1 ? array : recorder.node('Mul', [array, recorder.scalar(factor)]))
    return ofTwo(recorder, (one, other) => recorder.node('Add', [times(leftFactor, one), times(rightFactor, other)]))(left, right)
  }

/** Two of one shape, or maps and a factor for each of their channels. */
export const product =
  (recorder: Recorder) =>
  (left: DeviceArray, right: DeviceArray): DeviceArray => {
    if (sameShape(left.shape, right.shape)) return ofTwo(recorder, (one, other) => recorder.node('Mul', [one, other]))(left, right)
    const isFactors = ({ shape }: DeviceArray): boolean => shape.length === 2 || (shape[1] === 1 && shape[2] === 1)
    const [maps, factors] = isFactors(right) ? [left, right] : [right, left]
    const perChannel =
      factors.shape.length === 4
        ? recorder.as(factors, 'channelsFirst')
        : recorder.node('Reshape', [recorder.as(factors, 'natural'), recorder.integers([0, channelsOf(factors.shape), 1, 1])])
    return recorder.made(recorder.node('Mul', [recorder.as(maps, 'channelsFirst'), perChannel]), maps.shape, 'channelsFirst')
  }

/** A function of each number. */
export const ofOne =
  (recorder: Recorder, operation: 'Sign' | 'Exp' | 'Log') =>
  (array: DeviceArray): DeviceArray => {
    const layout = recorder.layoutOf(array)
    return recorder.made(recorder.node(operation, [recorder.as(array, layout)]), array.shape, layout, recorder.mapOf(array))
  }

/** Over the channels of each position, or its logarithm. */
export const softmax =
  (recorder: Recorder) =>
  (input: DeviceArray, { logarithm }: SoftmaxOptions): DeviceArray => {
    const layout = recorder.layoutOf(input)
    const axis = input.shape.length === 4 && layout === 'channelsFirst' ? 1 : input.shape.length - 1
    const output = recorder.node(logarithm ? 'LogSoftmax' : 'Softmax', [recorder.as(input, layout)], { axis: { integer: axis } })
    return recorder.made(output, input.shape, layout, recorder.mapOf(input))
  }

/** (x - mean) / deviation, channel by channel of samples of any shape. */
export const standardized =
  (recorder: Recorder) =>
  (input: DeviceArray, mean: readonly number[], deviation: readonly number[]): DeviceArray => {
    const layout = recorder.layoutOf(input)
    const isFirst = input.shape.length === 4 && layout === 'channelsFirst'
    const along = (values: readonly number[], label: string): string =>
      recorder.floats(Float32Array.from(values), isFirst ? [values.length, 1, 1] : [values.length], label)
    const centered = recorder.node('Sub', [recorder.as(input, layout), along(mean, 'normalization.mean')])
    return recorder.made(recorder.node('Div', [centered, along(deviation, 'normalization.deviation')]), input.shape, layout)
  }
