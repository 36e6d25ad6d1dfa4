/** Channels in groups of one size, for the compiler and for run time. */
import type { Checked, Counts, Verdict, Verdicts } from '../shape/checked.js'
import type { CountProblem } from '../shape/count.js'
import type { Known } from '../shape/known.js'
import type { Remainder } from '../shape/natural.js'

/** `Groups` itself where the channels, called `Name`, make so many groups of one size, else the sentence. */
export type EqualGroups<Channels extends number, Name extends string, Groups extends number> = Checked<
  Groups,
  Verdicts[Verdict<AreEqual<Channels, Groups>>],
  unknown extends Counts[`${Groups}`] ? UnequalGroups<Channels, Name, Groups> : CountProblem<Groups, 'groups'>
>

/** `Groups` itself where the channels on both sides make so many groups of one size, else the sentence. */
export type EqualGroupsOfBoth<InChannels extends number, OutChannels extends number, Groups extends number> = Checked<
  Groups,
  Verdicts[Verdict<AreEqual<InChannels, Groups> extends true ? AreEqual<OutChannels, Groups> : false>],
  unknown extends Counts[`${Groups}`]
    ? AreEqual<InChannels, Groups> extends true
      ? UnequalGroups<OutChannels, 'outChannels', Groups>
      : UnequalGroups<InChannels, 'inChannels', Groups>
    : CountProblem<Groups, 'groups'>
>

/** The sentence. */
export type UnequalGroups<
  Channels extends number,
  Name extends string,
  Groups extends number,
> = `groups is ${Groups}, and ${Channels} ${Name} do not make ${Groups} groups of one size`

/** Whether they do, as far as the compiler knows. */
export type AreEqual<Channels extends number, Groups extends number> = number extends Known<Channels> | Known<Groups>
  ? true
  : unknown extends Counts[`${Groups}`]
    ? Remainder<Channels, Groups> extends 0
      ? true
      : false
    : false

/** Run-time twin of `EqualGroups`, of groups that are a count. */
export const unequalGroups = (channels: number, name: string, groups: number): string | undefined =>
  channels % groups === 0 ? undefined : `groups is ${groups}, and ${channels} ${name} do not make ${groups} groups of one size`
