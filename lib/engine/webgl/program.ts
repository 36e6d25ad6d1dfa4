/**
 * A fragment program: what each texel of its output holds, from arrays that it reads texel by texel. Sizes are uniforms and never part of the
 * source, so that a network of any widths runs on the same few programs.
 */

/** A program and the names of what a draw gives it. */
export interface Program<Input extends string = string, Uniform extends string = string, Output extends string = string> {
  readonly name: string
  /** `x` is read as `x(texel)` or, one number, as `xAt(row, channel)`; its rows are `xQuads` texels long */
  readonly inputs: readonly Input[]
  readonly uniforms: Readonly<Record<Uniform, 'int' | 'float'>>
  /** arrays of one shape, written at once; WebGL 2 promises four. One fetch then serves several values, which is what a GPU's time goes into. */
  readonly outputs: readonly Output[]
  /** GLSL with a function `void write(int row, int quad)` that sets each output: channels 4 quad to 4 quad + 3 of that row of it */
  readonly body: string
}

/** A program of one output, whose body has a function `vec4 value(int row, int quad)`; inputs and uniforms are given by name when it is drawn. */
export const program = <const Input extends string, const Uniform extends string = never>(
  name: string,
  inputs: readonly Input[],
  uniforms: Readonly<Record<Uniform, 'int' | 'float'>>,
  body: string,
): Program<Input, Uniform, 'written'> => ({
  name,
  inputs,
  uniforms,
  outputs: ['written'],
  body: `${body}\nvoid write(int row, int quad) { written = value(row, quad); }`,
})

/** A program of several outputs, whose body has the function `write`. */
export const programOfSeveral = <const Input extends string, const Uniform extends string, const Output extends string>(
  name: string,
  inputs: readonly Input[],
  uniforms: Readonly<Record<Uniform, 'int' | 'float'>>,
  outputs: readonly Output[],
  body: string,
): Program<Input, Uniform, Output> => ({ name, inputs, uniforms, outputs, body })

/** A program whose value is one expression of `row`, `quad` and `texel`, the number of the texel in the output. */
export const texelwise = <const Input extends string, const Uniform extends string = never>(
  name: string,
  inputs: readonly Input[],
  uniforms: Readonly<Record<Uniform, 'int' | 'float'>>,
  expression: string,
): Program<Input, Uniform, 'written'> =>
  program(name, inputs, uniforms, `vec4 value(int row, int quad) { int texel = row * outputQuads + quad; return ${expression}; }`)

const inputSource = (name: string): string => `
uniform sampler2D ${name}Texture;
uniform int ${name}Shift;
uniform int ${name}Quads;
vec4 ${name}(int texel) { return texelFetch(${name}Texture, ivec2(texel & ((1 << ${name}Shift) - 1), texel >> ${name}Shift), 0); }
float ${name}At(int row, int channel) { return ${name}(row * ${name}Quads + (channel >> 2))[channel & 3]; }`

/** One triangle that covers the viewport: no buffers, no attributes. */
export const vertexSource = `#version 300 es
void main() { gl_Position = vec4(gl_VertexID == 1 ? 3.0 : -1.0, gl_VertexID == 2 ? 3.0 : -1.0, 0.0, 1.0); }`

/**
 * The whole fragment shader. NaN is told by its bits, because a compiler may take `x != x` and `isnan(x)` for false; and values are chosen by
 * `mix` over booleans, never by a product with 0, which NaN and infinity survive.
 */
export const fragmentSource = ({ name, inputs, uniforms, outputs, body }: Program): string => `#version 300 es
// ${name}
precision highp float;
precision highp int;
precision highp sampler2D;
${outputs.map((name, at) => `layout(location = ${at}) out vec4 ${name};`).join('\n')}
uniform int outputShift;
uniform int outputQuads;
uniform int outputChannels;
const float notANumber = uintBitsToFloat(0x7fc00000u);
bool isNan(float v) { return (floatBitsToUint(v) & 0x7fffffffu) > 0x7f800000u; }
bvec4 isNan(vec4 v) { return greaterThan(floatBitsToUint(v) & 0x7fffffffu, uvec4(0x7f800000u)); }
vec4 rectified(vec4 v) { return mix(v, vec4(0.0), lessThanEqual(v, vec4(0.0))); }
vec4 ended(vec4 v, int ending, float slope) {
  if (ending == 1) return rectified(v);
  if (ending == 2) return mix(rectified(v), vec4(6.0), greaterThan(v, vec4(6.0)));
  return ending == 3 ? mix(slope * v, v, greaterThan(v, vec4(0.0))) : v;
}
${inputs.map(inputSource).join('\n')}
${Object.entries(uniforms)
  .map(([name, type]) => `uniform ${type} ${name};`)
  .join('\n')}
${body}
void main() {
  int texel = (int(gl_FragCoord.y) << outputShift) + int(gl_FragCoord.x);
  int row = texel / outputQuads;
  int quad = texel - row * outputQuads;
  write(row, quad);
  bvec4 beyond = lessThanEqual(ivec4(outputChannels - 4 * quad), ivec4(0, 1, 2, 3));
  ${outputs.map((name) => `${name} = mix(${name}, vec4(0.0), beyond);`).join('\n  ')}
}
`
