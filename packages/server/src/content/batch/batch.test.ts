import { setImmediate } from 'node:timers/promises'
import type { BatchOperation, Client } from '@keywright/contract'
import { beforeEach, describe, expect, it } from 'vitest'
import { contentsOf } from '../../../test/database-contents.ts'
import { describeEachEngine } from '../../testing/create-test-server.ts'
import { refusal } from '../../testing/refusal.ts'

let made = 0
const TEXT = { type: 'string' }

describeEachEngine('batches', get => {
  let params: { domain: string }
  let domainId: string
  let admin: Client

  beforeEach(async () => {
    made += 1
    const { id, slug } = await get().seed.domain(`batch-${made}`)
    await get().seed.contentType(id, 'page', {
      title: { type: 'string', maxLength: 10 },
      next: { relation: ['page'] },
    })
    await get().seed.contentType(id, 'note', { text: { type: 'string' } })
    admin = get().client(await get().seed.user(slug, { roles: { [id]: 'ADMIN' } }))
    params = { domain: slug }
    domainId = id
  })

  const run = (operations: BatchOperation[], atomic = true, client = admin) =>
    client.batch.run({ params, body: { atomic, operations } })
  const create = (id: string, fields: object = {}, type = 'page'): BatchOperation => ({
    op: 'create',
    type,
    id,
    fields: { ...fields },
  })
  const ids = async (type = 'page') => {
    const { items } = await admin.objects.list({ params: { ...params, type } })
    return items.map(({ id }) => id).sort()
  }
  const clientWith = async (scopes: string[]) => {
    const { token } = await admin.keys.create({ params, body: { name: 'Batcher', scopes } })
    return get().client({ token })
  }

  it('do every operation in order, each on what the one before left', async () => {
    const page = { type: 'page', id: 'one' }
    const { committed, items } = await run([
      create('one', { title: 'a' }),
      create('two', { next: page }),
      { op: 'patch', ...page, fields: { title: 'b' }, version: 1 },
      { op: 'publish', ...page },
      { op: 'replace', ...page, fields: { title: 'c' } },
      { op: 'unpublish', ...page, version: 4 },
      { op: 'delete', ...page, detach: true },
    ])
    expect(committed).toBe(true)
    expect(items.map(({ done, problem }) => [done, problem])).toEqual(Array(7).fill([true, null]))
    expect(items.map(({ object }) => object && [object.id, object.version, object.state])).toEqual([
      ['one', 1, 'draft'],
      ['two', 1, 'draft'],
      ['one', 2, 'draft'],
      ['one', 3, 'published'],
      ['one', 4, 'changed'],
      ['one', 5, 'draft'],
      null,
    ])
    expect(await ids()).toEqual(['two'])
    const two = await admin.objects.read({ params: { ...params, type: 'page', id: 'two' } })
    expect(two.fields).toEqual({})
  })

  it.each([true, false])('are in the audit trail in order; atomic: %j', async atomic => {
    const page = { type: 'page', id: 'one' }
    await run(
      [
        create('one'),
        { op: 'publish', ...page },
        { op: 'unpublish', ...page },
        { op: 'publish', ...page },
        { op: 'delete', ...page },
      ],
      atomic,
    )
    await run([create('two'), { op: 'publish', type: 'page', id: 'two' }, create('two')])
    const { items } = await admin.audit.list({ params, query: { action: 'content.' } })
    expect(items.map(({ action, target }) => `${target.id} ${action}`)).toEqual([
      'one content.deleted',
      'one content.published',
      'one content.unpublished',
      'one content.published',
    ])
    expect(await admin.audit.verify({ params })).toMatchObject({ intact: true })
  })

  it.each<[string, BatchOperation, string]>([
    [
      'does not fit its type',
      create('bad', { title: 'far too long a title' }),
      'VALIDATION_FAILED',
    ],
    ['takes an id twice', create('one'), 'OBJECT_EXISTS'],
    ['is of no type', create('bad', {}, 'nothing'), 'CONTENT_TYPE_NOT_FOUND'],
    ['is about nothing', { op: 'publish', type: 'page', id: 'nothing' }, 'OBJECT_NOT_FOUND'],
    [
      'is about an older version',
      { op: 'patch', type: 'page', id: 'kept', fields: {}, version: 7 },
      'PRECONDITION_FAILED',
    ],
    ['is referred to', { op: 'delete', type: 'page', id: 'kept' }, 'OBJECT_REFERENCED'],
  ])('that are atomic leave nothing when one of them %s', async (_, spoiler, code) => {
    await run([
      create('kept', { title: 'k' }),
      create('refers', { next: { type: 'page', id: 'kept' } }),
    ])
    const before = await contentsOf(get())
    const { committed, items } = await run([
      create('one'),
      { op: 'patch', type: 'page', id: 'kept', fields: { title: 'lost' } },
      spoiler,
      create('three'),
    ])
    expect(committed).toBe(false)
    expect(items).toMatchObject([
      { done: false, object: null, problem: null },
      { done: false, object: null, problem: null },
      { done: false, object: null, problem: { code } },
      { done: false, object: null, problem: null },
    ])
    expect(before.difference(await contentsOf(get()))).toEqual([])
  })

  it('that are not atomic go on after a refusal', async () => {
    const { committed, items } = await run(
      [create('one'), create('one'), create('bad', { title: 1 }), create('two')],
      false,
    )
    expect(committed).toBe(true)
    expect(items.map(({ done }) => done)).toEqual([true, false, false, true])
    expect(items[1]?.problem).toMatchObject({
      type: '/docs/errors/OBJECT_EXISTS',
      status: 409,
      code: 'OBJECT_EXISTS',
      requestId: expect.stringMatching(/^req_/),
    })
    expect(items[2]?.problem?.errors).toMatchObject([{ pointer: '/fields/title' }])
    expect(await ids()).toEqual(['one', 'two'])
  })

  it('let others in between: what arrives meanwhile is answered before', async () => {
    const { key } = await admin.keys.create({ params, body: { name: 'Ends', scopes: [] } })
    const operations = Array.from({ length: 60 }, (_, n) => create(`p${n}`))
    const answered: string[] = []
    const told = (name: string) => () => void answered.push(name)
    const batch = run(operations, false).then(told('batch'))
    // As over a socket: in a later turn of the loop.
    await setImmediate()
    await get().request('/livez').then(told('livez'))
    await admin.keys
      .revoke({ params: { ...params, id: key.id }, body: {} })
      .then(told('revocation'))
    await batch
    expect(answered).toEqual(['livez', 'revocation', 'batch'])
  })

  it('that are atomic leave the loop to others, and are no larger than one transaction', async () => {
    await get().seed.contentType(domainId, 'list', { tags: { type: 'array', items: TEXT } })
    const tags = Array.from({ length: 9000 }, (_, n) => `${n}`)
    const operations = ['a', 'b', 'c', 'd'].map(id => create(id, { tags }, 'list'))
    const answered: string[] = []
    const batch = run(operations).finally(() => answered.push('batch'))
    await setImmediate()
    await get().request('/livez')
    answered.push('livez')
    const { committed, items } = await batch
    expect(answered).toEqual(['livez', 'batch'])
    expect(committed).toBe(false)
    expect(items.map(({ problem }) => problem?.code)).toEqual([
      undefined,
      undefined,
      undefined,
      'TRANSACTION_TOO_LARGE',
    ])
    expect(await ids('list')).toEqual([])
  })

  describe('ask for the permission of each operation', () => {
    const operations: BatchOperation[] = [
      create('made'),
      { op: 'replace', type: 'page', id: 'kept', fields: { title: 'r' } },
      { op: 'patch', type: 'page', id: 'kept', fields: { title: 'p' } },
      { op: 'publish', type: 'page', id: 'kept' },
      { op: 'unpublish', type: 'page', id: 'kept' },
      { op: 'delete', type: 'page', id: 'gone' },
      create('noted', {}, 'note'),
    ]
    beforeEach(async () => {
      await run([create('kept'), create('gone')])
    })

    it.each<[string[], boolean[]]>([
      [['content.page:create'], [true, false, false, false, false, false, false]],
      [['content.page:update'], [false, true, true, false, false, false, false]],
      [['content.page:publish'], [false, false, false, true, true, false, false]],
      [['content.page:delete'], [false, false, false, false, false, true, false]],
      [['content.page:write'], [true, true, true, false, false, true, false]],
      [['content.note:*'], [false, false, false, false, false, false, true]],
      [['content.*:*'], [true, true, true, true, true, true, true]],
      [['*:read'], [false, false, false, false, false, false, false]],
      [[], [false, false, false, false, false, false, false]],
    ])('%j', async (scopes, expected) => {
      const client = await clientWith(scopes)
      const { items } = await run(operations, false, client)
      expect(items.map(({ done }) => done)).toEqual(expected)
      for (const { problem } of items) if (problem) expect(problem.code).toBe('FORBIDDEN')
    })

    it('and do nothing of an atomic batch of which one is not allowed', async () => {
      const client = await clientWith(['content.page:write'])
      const before = await contentsOf(get())
      const { committed, items } = await run(operations, true, client)
      expect(committed).toBe(false)
      expect(items[3]?.problem).toMatchObject({
        code: 'FORBIDDEN',
        missing: ['content.page:publish'],
      })
      expect(before.difference(await contentsOf(get()))).toEqual([])
    })
  })

  it('sent twice with one Idempotency-Key are done once', async () => {
    const once = () =>
      admin.batch.run(
        { params, body: { operations: [{ op: 'create', type: 'page', fields: {} }] } },
        { idempotencyKey: 'the-same' },
      )
    expect(await once()).toEqual(await once())
    expect(await ids()).toHaveLength(1)
  })

  it('are not replayed to a key that may do less than before', async () => {
    const { key, token } = await admin.keys.create({
      params,
      body: { name: 'Narrowed', scopes: ['content.page:*', 'content.note:*'] },
    })
    const client = get().client({ token })
    const narrow = (scopes: string[]) =>
      admin.keys.update({ params: { ...params, id: key.id }, body: { scopes } })
    await run([create('told', { title: 'Told' })])
    const again = () =>
      client.batch.run(
        {
          params,
          body: { operations: [{ op: 'patch', type: 'page', id: 'told', fields: {} }] },
        },
        { idempotencyKey: 'again' },
      )
    expect((await again()).items[0]?.object?.fields).toEqual({ title: 'Told' })
    await narrow(['content.note:*'])
    expect((await refusal(again())).code).toBe('IDEMPOTENCY_CONFLICT')
    await narrow(['content.page:*', 'content.note:*'])
    expect((await again()).items[0]?.object?.version).toBe(2)
  })

  it.each([0, 101])('of %i operations are refused', async count => {
    const { code } = await refusal(run(Array.from({ length: count }, (_, n) => create(`n${n}`))))
    expect(code).toBe('VALIDATION_FAILED')
  })

  it('of a hundred operations are done', async () => {
    const { items } = await run(Array.from({ length: 100 }, (_, n) => create(`n${n}`)))
    expect(items.filter(({ done }) => done)).toHaveLength(100)
  })

  it('name what is wrong with an operation by its place', async () => {
    const { errors } = await refusal(
      run([create('one'), { op: 'publish', type: 'Page', id: 'one' }]),
    )
    expect(errors?.[0]?.pointer).toBe('/operations/1/type')
  })

  it('need a credential', async () => {
    expect((await refusal(run([create('one')], true, get().client()))).code).toBe('UNAUTHENTICATED')
  })
})
