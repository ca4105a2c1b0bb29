import { expect, it } from 'vitest'
import { entriesOf, metadataOf } from './metadata.ts'

it('metadata comes back from its entries as it was, whatever its values look like', () => {
  const metadata = {
    plan: 'pro',
    seats: 12,
    share: -0.5,
    trial: false,
    parent: null,
    code: '007',
    number: '12',
    flag: 'true',
    nothing: 'null',
    spaces: '  in front',
    lines: 'one\ntwo',
    quoted: '"so"',
    list: '[1, 2]',
    empty: '',
  }
  expect(metadataOf(entriesOf(metadata))).toEqual(metadata)
})

it('a number that is longer than numbers are exact stays the text that it is', () => {
  const value = '12345678901234567890'
  expect(metadataOf([{ id: 1, name: 'customer', value }])).toEqual({ customer: value })
})
