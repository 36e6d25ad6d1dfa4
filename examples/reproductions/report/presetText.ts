/** What a preset is: its title on a page, and what it says of itself. */
import type { Preset, Study } from '../study.js'
import type { Found } from './found.js'

type Whose = 'published' | NonNullable<Study['paperIs']>

const full: Readonly<Record<Whose, { readonly title: string; readonly what: string }>> = {
  published: {
    title: 'The published networks and schedules',
    what: 'These are the published networks and schedules, in full.',
  },
  'partly ours': {
    title: 'Published networks and schedules, and some of our own',
    what: 'Part of these networks and schedules is published, the others are ours; nothing is shortened.',
  },
  ours: {
    title: 'Networks and schedules of our own, in full',
    what: 'No paper has these networks and schedules: they are ours, and nothing is shortened.',
  },
}

const shorter: Readonly<Record<Exclude<Preset, 'paper'>, string>> = {
  hours: 'In hours: reduced networks or schedules',
  smoke: 'A glance, on drawn images',
}

export const presetTitle = ({ study, presets: [first = 'paper', ...others] }: Pick<Found, 'study' | 'presets'>): string =>
  `${first === 'paper' ? ofFull(study).title : shorter[first]} (${[first, ...others].map((preset) => `\`${preset}\``).join(', ')})`

/** Of the preset `paper`. */
export const fullText = (study: Study): string => ofFull(study).what

const ofFull = ({ paperIs }: Study): (typeof full)[Whose] => full[paperIs ?? 'published']
