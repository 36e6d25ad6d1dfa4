/** Options on their way in, where each may be left out, and inside, where each is there. */

/** Each of them told, left out, or undefined, which is as good as left out: also under `exactOptionalPropertyTypes`. */
export type Optional<Options> = { readonly [Name in keyof Options]?: Options[Name] | undefined }

/** Each of them there, as it was told or by its default. */
export type Settled<Options> = { readonly [Name in keyof Options]-?: Exclude<Options[Name], undefined> }
