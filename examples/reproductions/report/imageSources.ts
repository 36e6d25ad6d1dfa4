/** What is to be known of a data set that came to us in a way of its own, by the digest that records carry. */
export const imageSources: Readonly<Record<string, string>> = {
  '94f6ffea2513c6dc3bdb032edc145b3a5d42ba15a65cbc0a115dbd551633f030': 'These are the published images, to the bit.',
  '35e07a5b67663fab607febbffd0b77cd9cfd800bd756835b7969fd4b6e7a4101':
    'These images were kept as JPEG (quality 75, colors at half the resolution, by the files’ own tables) before they came here, in another order than the published one: that costs accuracy, how much was not measured, in every line alike.',
}
