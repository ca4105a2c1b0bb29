import { expect, it } from 'vitest'
import { dateLimits, NO_POLICY } from './expiry.ts'

const NOON = new Date('2027-03-04T12:00:00').getTime()

it.each([
  [null, '2027-03-05', undefined],
  [30, '2027-03-05', '2027-04-02'],
  [2, '2027-03-05', '2027-03-05'],
  [1, '2027-03-04', '2027-03-04'],
])('lets days be chosen within a longest lifetime of %s days', (maxLifetimeDays, min, max) => {
  expect(dateLimits({ ...NO_POLICY, maxLifetimeDays }, NOON)).toEqual({ min, max })
})
