import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import {
  contentTypeEndpoints,
  domainEndpoints,
  invitationEndpoints,
  keyEndpoints,
  meEndpoints,
  roleEndpoints,
  sentenceOf,
} from './index.ts'

beforeAll(() => {
  z.config({ customError: sentenceOf })
})

afterAll(() => {
  z.config({ customError: undefined })
})

describe('what a schema refuses is said in a sentence', () => {
  const lifetime = 'A whole number from 1 to 36,500.'
  const settings = (change: object) => ({ settings: change })

  it.each<[why: string, schema: z.ZodType | undefined, value: unknown, said: string]>([
    ['left empty', domainEndpoints.create.body, { slug: 'a', name: ' ' }, 'Fill this in.'],
    ['left out', domainEndpoints.create.body, { slug: 'a' }, 'This is missing.'],
    [
      'too long',
      domainEndpoints.create.body,
      { slug: 'a', name: 'x'.repeat(101) },
      'At most 100 characters.',
    ],
    ['not text', domainEndpoints.create.body, { slug: 'a', name: 1 }, 'This must be text.'],
    [
      'badly written',
      domainEndpoints.create.body,
      { slug: '-', name: 'x' },
      '1 to 63 of a-z, 0-9 and hyphens, none of them first or last.',
    ],
    [
      'no field',
      domainEndpoints.create.body,
      { slug: 'a', name: 'x', color: 'red', size: 1 },
      'There is no field color, size here.',
    ],
    [
      'a short password',
      meEndpoints.changePassword.body,
      { currentPassword: 'x', newPassword: 'short' },
      'At least 12 characters.',
    ],
    [
      'no address',
      invitationEndpoints.create.body,
      { email: 'ada', role: 'ADMIN' },
      'An e-mail address, as in ada@example.com.',
    ],
    [
      'too many days',
      invitationEndpoints.create.body,
      { email: 'a@example.com', role: 'ADMIN', expiresInDays: 31 },
      'A whole number from 1 to 30.',
    ],
    ['no days', domainEndpoints.update.body, settings({ maxLifetimeDays: 0 }), lifetime],
    ['half a day', domainEndpoints.update.body, settings({ maxLifetimeDays: 1.5 }), lifetime],
    [
      'an empty number',
      domainEndpoints.update.body,
      settings({ maxLifetimeDays: Number.NaN }),
      lifetime,
    ],
    [
      'no switch',
      domainEndpoints.update.body,
      settings({ expiryRequired: 'yes' }),
      'This must be true or false.',
    ],
    [
      'an empty list',
      domainEndpoints.update.body,
      settings({ mediaTypes: [] }),
      'At least 1 entry.',
    ],
    [
      'one of two forms',
      domainEndpoints.update.body,
      settings({ deliveryOrigins: ['example.com'] }),
      'An origin like https://www.example.com.',
    ],
    [
      'none of a few',
      keyEndpoints.list.query,
      { state: 'lost' },
      'One of active, disabled, expired, revoked.',
    ],
    ['too many at once', keyEndpoints.list.query, { limit: '201' }, 'At most 200.'],
    [
      'no time',
      keyEndpoints.create.body,
      { name: 'x', role: 'ADMIN', expiresAt: 'soon' },
      'A time in UTC, as in 2026-01-31T12:00:00Z.',
    ],
    [
      'a name of metadata',
      keyEndpoints.create.body,
      { name: 'x', role: 'ADMIN', metadata: { 'a b': 1 } },
      '1 to 64 of letters, digits, _ . and -.',
    ],
    [
      'no list',
      roleEndpoints.create.body,
      { name: 'AB', permissions: 'x' },
      'This must be a list.',
    ],
    ['no object', contentTypeEndpoints.create.body, [], 'This must be an object.'],
    [
      'no such kind',
      z.discriminatedUnion('kind', [
        z.object({ kind: z.literal('a') }),
        z.object({ kind: z.literal('b') }),
      ]),
      { kind: 'c' },
      'One of a, b.',
    ],
    [
      'another form altogether',
      keyEndpoints.explain.body,
      { permit: 'x' },
      'This is in none of the forms that are taken.',
    ],
    ['one value', z.literal('x'), 'y', 'Only x.'],
  ])('%s', (_, schema, value, said) => {
    expect(schema?.safeParse(value).error?.issues.map(({ message }) => message)).toEqual([said])
  })
})
