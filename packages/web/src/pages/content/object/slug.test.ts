import { expect, it } from 'vitest'
import { slugFrom } from './slug.ts'

it.each([
  ['Größe & Maß', 'grosse-mass'],
  ['GROẞE Straße', 'grosse-strasse'],
  ['Ærø Øl Łódź', 'aero-ol-lodz'],
  ['Đakovo, Þing, Ħamrun, ISPARTA ılıca', 'dakovo-thing-hamrun-isparta-ilica'],
  ["It's  5 o'clock!", 'its-5-oclock'],
  ['Цена 5', '5'],
  ['Цена', ''],
  ['価格', ''],
  [undefined, ''],
])('the slug of %j is %j', (title, slug) => {
  expect(slugFrom(title)).toBe(slug)
})
