/** What is wrong with a number, or another field, of what a user wrote down. */
export interface FieldProblem {
  readonly field: string
  readonly expected: string
  readonly found: unknown
}
