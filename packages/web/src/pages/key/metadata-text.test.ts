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
  expect(readMetadata(writeMetadata(metadata))).toEqual({ metadata })
})

it('a line without a value is not metadata', () => {
  const problem = 'expected one name = value per line'
  expect(readMetadata('plan = pro\nseats')).toEqual({ problem })
  expect(readMetadata('\n  \n')).toEqual({ metadata: {} })
})

it('a name that is given twice loses no value silently', () => {
  const problem = '“plan” is given twice'
  expect(readMetadata('plan = pro\nseats = 3\nplan = free')).toEqual({ problem })
})
