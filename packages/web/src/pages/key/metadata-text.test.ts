import { expect, it } from 'vitest'
import { readMetadata, writeMetadata } from './metadata-text.ts'

it('metadata comes back from its lines as it was, whatever its values look like', () => {
  const metadata = {
    plan: 'pro',
    seats: 12,
    trial: false,
    parent: null,
    code: '007',
    number: '12',
    flag: 'true',
    formula: 'a = b',
    spaces: '  in front',
    lines: 'one\ntwo',
    quoted: '"so"',
    list: '[1, 2]',
    empty: '',
  }
  expect(readMetadata(writeMetadata(metadata))).toEqual(metadata)
})

it('a line without a value is not metadata', () => {
  expect(readMetadata('plan = pro\nseats')).toBeUndefined()
  expect(readMetadata('\n  \n')).toEqual({})
})
