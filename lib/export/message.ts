/** Protocol Buffers' wire format, as much of it as a writer needs: a message is its fields, one after the other, each with its number in front. */

/** The fields as one. */
export const message = (...fields: readonly Uint8Array[]): Uint8Array<ArrayBuffer> => {
  const whole = new Uint8Array(fields.reduce((sum, { length }) => sum + length, 0))
  let at = 0
  for (const field of fields) {
    whole.set(field, at)
    at += field.length
  }
  return whole
}

/** A whole number from 0 to 2^53 - 1. */
export const integer = (field: number, value: number): Uint8Array => Uint8Array.from([...varint(field * 8), ...varint(value)])

/** A message inside, or bytes. */
export const block = (field: number, content: Uint8Array): Uint8Array =>
  message(Uint8Array.from([...varint(field * 8 + 2), ...varint(content.length)]), content)

export const text = (field: number, value: string): Uint8Array => block(field, new TextEncoder().encode(value))

/** A float32. */
export const float = (field: number, value: number): Uint8Array =>
  message(Uint8Array.from(varint(field * 8 + 5)), new Uint8Array(Float32Array.of(value).buffer))

/** Seven bits a byte, the lowest first; all but the last byte say that another follows. */
const varint = (value: number): readonly number[] => (value < 128 ? [value] : [(value % 128) + 128, ...varint(Math.floor(value / 128))])
