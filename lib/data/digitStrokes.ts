/**
 * A movement of the pen, smoothly through points: x (0 left to 10 right) and y (0 top to 10 bottom) in turns.
 * A corner is where one stroke ends and the next begins.
 */
export type GlyphStroke = readonly number[]

/** One way of writing a digit, and how common it is beside the others. */
export interface WritingStyle {
  readonly weight: number
  readonly strokes: readonly GlyphStroke[]
}

// Drawn by hand for this library: every list is the path of a pen.
const zero: readonly WritingStyle[] = [
  { weight: 4, strokes: [[5, 0, 2, 1.5, 0.5, 5, 2, 8.7, 5, 10, 8, 8.5, 9.5, 5, 8, 1.5, 5, 0]] },
  { weight: 3, strokes: [[6.5, 0.5, 3, 1, 0.8, 5, 2.5, 9, 5.5, 10, 8.8, 7, 9, 3.5, 7, 0.8, 4.5, 0.6]] },
  { weight: 2, strokes: [[7, 1.4, 4, 0, 1, 4, 2, 9, 5, 10, 8.5, 7, 9, 3, 6.2, 0.4]] },
  {
    weight: 1,
    strokes: [
      [5, 0, 1.5, 2, 0.8, 6, 4, 10, 8.5, 8, 9.2, 3.5, 5, 0],
      [8, 1.2, 2.2, 8.8],
    ],
  },
]

const one: readonly WritingStyle[] = [
  { weight: 4, strokes: [[5, 0, 5.1, 5, 5, 10]] },
  {
    weight: 3,
    strokes: [
      [2.6, 2.8, 4.2, 1.6, 5.6, 0],
      [5.6, 0, 5.5, 5, 5.4, 10],
    ],
  },
  {
    weight: 2,
    strokes: [
      [2.8, 2.4, 4.4, 1.4, 5.4, 0],
      [5.4, 0, 5.3, 5, 5.3, 10],
      [2.6, 10, 5.4, 9.9, 8.2, 10],
    ],
  },
  { weight: 2, strokes: [[6.6, 0, 5.6, 5, 4.2, 10]] },
]

const two: readonly WritingStyle[] = [
  {
    weight: 4,
    strokes: [
      [1, 2.5, 3, 0.3, 7, 0.3, 8.8, 2.7, 7, 5.5, 3.5, 8, 1, 10],
      [1, 10, 5, 9.9, 9.2, 10],
    ],
  },
  { weight: 3, strokes: [[1.2, 2.3, 3.5, 0.2, 7.5, 0.5, 8.5, 3, 6, 6.5, 2.6, 9.6, 0.8, 9, 2.2, 7.7, 5, 9.2, 7.2, 10, 9.6, 9]] },
  {
    weight: 2,
    strokes: [
      [1, 2, 4, 0, 8, 1, 8, 4, 4, 7.5, 1, 9.8],
      [1, 9.8, 3.5, 9, 6.5, 9.8, 9.4, 9.2],
    ],
  },
]

const three: readonly WritingStyle[] = [
  {
    weight: 4,
    strokes: [
      [1.2, 1.5, 4.5, 0, 8, 1.8, 7, 4.2, 4, 4.9],
      [4, 4.9, 7.8, 5.8, 8.8, 8, 5.5, 10, 1, 8.8],
    ],
  },
  {
    weight: 1,
    strokes: [
      [1.4, 0.4, 5, 0.2, 8.2, 0.2],
      [8.2, 0.2, 6.4, 2.2, 4.3, 4.1],
      [4.3, 4.1, 7.8, 4.9, 8.8, 7.6, 5.5, 10, 1, 8.8],
    ],
  },
  { weight: 2, strokes: [[1.3, 1.3, 5, 0, 8, 2, 6, 4.6, 3.8, 5.2, 4, 4.3, 6.5, 4.9, 8.8, 7.3, 6, 9.9, 1.2, 9]] },
]

const four: readonly WritingStyle[] = [
  {
    weight: 4,
    strokes: [
      [1.9, 0.3, 1.4, 3, 0.9, 5.8],
      [0.9, 5.8, 5, 6, 9.2, 5.6],
      [7, 1, 6.9, 5.5, 6.7, 10],
    ],
  },
  {
    weight: 3,
    strokes: [
      [6.6, 0, 4, 3.3, 0.8, 6.7],
      [0.8, 6.7, 5, 6.8, 9.5, 6.6],
      [6.6, 0, 6.6, 5, 6.5, 10],
    ],
  },
  {
    weight: 3,
    strokes: [
      [1.5, 0.5, 1.2, 4.5, 3.5, 6.2, 7.3, 4.6],
      [7.6, 0.3, 7.3, 5, 7, 10],
    ],
  },
]

const five: readonly WritingStyle[] = [
  {
    weight: 3,
    strokes: [
      [8.5, 0.3, 5, 0.2, 2, 0.4],
      [2, 0.4, 1.8, 2.4, 1.6, 4.5],
      [1.6, 4.5, 5, 3.7, 8.8, 6, 7.5, 9.3, 4, 10, 0.8, 8.8],
    ],
  },
  { weight: 3, strokes: [[8.5, 0.2, 3, 0.8, 2, 4, 6, 4.2, 8.8, 6.8, 6, 10, 1, 9]] },
  {
    weight: 2,
    strokes: [
      [2.4, 1, 2.2, 3, 1.9, 4.8],
      [1.9, 4.8, 5.5, 4, 8.4, 6.6, 6.4, 9.6, 1.4, 9.8],
      [2.6, 0.8, 6, 0.6, 9.6, 0],
    ],
  },
]

const six: readonly WritingStyle[] = [
  { weight: 4, strokes: [[7.5, 0.2, 3.5, 2.5, 1, 6.5, 2.5, 9.6, 5.5, 10, 8.6, 7.8, 7, 5.3, 4, 5.5, 1.5, 7.5]] },
  { weight: 3, strokes: [[5.5, 0, 2.5, 4, 1.2, 7.5, 4, 10, 7.8, 9, 8, 6.3, 5, 5.2, 1.7, 7]] },
  { weight: 2, strokes: [[8.5, 1.5, 6, 0, 2.5, 2.5, 0.8, 6.5, 3, 9.8, 7, 9.7, 8.7, 7, 6, 5.2, 2, 6.5]] },
]

const seven: readonly WritingStyle[] = [
  {
    weight: 4,
    strokes: [
      [1, 0.6, 5, 0.5, 9, 0.5],
      [9, 0.5, 5.8, 5, 4, 10],
    ],
  },
  {
    weight: 3,
    strokes: [
      [1, 0.6, 5, 0.4, 9, 0.5],
      [9, 0.5, 6.2, 5, 4.4, 10],
      [2.8, 5.4, 5.4, 5.1, 8, 5],
    ],
  },
  {
    weight: 1,
    strokes: [
      [1.2, 2.4, 1.2, 0.5],
      [1.2, 0.5, 5, 0.6, 9, 0.4],
      [9, 0.4, 6.5, 4.8, 5, 10],
    ],
  },
  { weight: 2, strokes: [[0.8, 1.3, 4, 0.5, 8.6, 0.6, 6.8, 4.5, 5, 10]] },
]

const eight: readonly WritingStyle[] = [
  { weight: 4, strokes: [[8, 1.8, 5, 0, 2, 1.8, 3.5, 4.2, 7, 5.8, 8.5, 8.2, 5, 10, 1.5, 8.2, 3, 5.8, 6.5, 4.2, 8, 1.8]] },
  {
    weight: 2,
    strokes: [
      [5, 0, 2.3, 1.2, 2.3, 3.5, 5, 4.8, 7.7, 3.5, 7.7, 1.2, 5, 0],
      [5, 4.8, 1.8, 6.2, 1.8, 8.7, 5, 10, 8.2, 8.7, 8.2, 6.2, 5, 4.8],
    ],
  },
  { weight: 2, strokes: [[7.5, 0.8, 4.5, 0.2, 2, 2, 5, 4.6, 8.2, 7.2, 6, 10, 2, 9, 2.3, 6.5, 6, 3.8, 8.3, 0.6]] },
]

const nine: readonly WritingStyle[] = [
  {
    weight: 4,
    strokes: [
      [8, 3, 5.5, 0.3, 2, 1.2, 1.3, 4, 4, 5.6, 7.5, 4.3, 8.2, 1.5],
      [8.3, 0.8, 8.1, 5, 7.6, 10],
    ],
  },
  { weight: 3, strokes: [[8.2, 2.5, 5, 0, 1.5, 2, 2.5, 5, 6, 5, 8.3, 2.3, 8.2, 6, 6, 9.3, 2.2, 9.8]] },
  { weight: 2, strokes: [[8.3, 1, 4, 0.2, 1.2, 2.8, 3, 5.3, 7.2, 4, 8.4, 0.8, 7.5, 5, 6, 10]] },
  {
    weight: 1,
    strokes: [
      [5, 0, 2, 1.3, 2, 4, 5, 5.2, 8, 4, 8, 1.3, 5, 0],
      [8.2, 2, 7.6, 6.5, 4.4, 10],
    ],
  },
]

/**
 * How each digit from 0 to 9 is written: skeletons for `syntheticDigits`.
 */
export const digitStyles: readonly (readonly WritingStyle[])[] = [zero, one, two, three, four, five, six, seven, eight, nine]
