import type { Client } from '@keywright/contract'
import { beforeAll, describe, expect, it } from 'vitest'
import { actionsAbout } from '../../testing/audit-trail.ts'
import { describeEachEngine } from '../../testing/create-test-server.ts'
import { refusal } from '../../testing/refusal.ts'

type CreateBody = Parameters<Client['contentTypes']['create']>[0]['body']
type UpdateBody = Parameters<Client['contentTypes']['update']>[0]['body']

describeEachEngine('content types', get => {
  let admin: Client
  let domainId: string
  const params = { domain: 'acme' }
  const text = { type: 'string' }

  beforeAll(async () => {
    const { seed, client } = get()
    domainId = (await seed.domain('acme')).id
    admin = client(await seed.user('ana', { roles: { [domainId]: 'ADMIN' } }))
  })

  const create = (name: string, properties: object, rest: Partial<CreateBody> = {}) =>
    admin.contentTypes.create({
      params,
      body: { name, schema: { type: 'object', properties }, ...rest },
    })
  const at = (type: string) => ({ ...params, type })
  const update = (type: string, body: UpdateBody) =>
    admin.contentTypes.update({ params: at(type), body })
  const keyWith = async (...scopes: string[]) => {
    const { key, token } = await admin.keys.create({ params, body: { name: 'Key', scopes } })
    return { key, client: get().client({ token }) }
  }

  it('are made, read, listed, changed and dropped, each time with a trace', async () => {
    const made = await create(
      'post',
      { title: text, seo: { type: 'object', properties: { text } } },
      { label: 'Post', titleField: 'title', fieldOrder: ['seo'] },
    )
    expect(made).toMatchObject({
      name: 'post',
      label: 'Post',
      description: '',
      titleField: 'title',
      slugField: null,
      fieldOrder: ['seo', 'title'],
      schema: {
        type: 'object',
        properties: { title: text, seo: { type: 'object', additionalProperties: false } },
        additionalProperties: false,
      },
    })
    expect(await admin.contentTypes.read({ params: at('post') })).toEqual(made)
    const changed = await update('post', { label: 'A post', slugField: 'title' })
    expect(changed).toEqual({
      ...made,
      label: 'A post',
      slugField: 'title',
      updatedAt: changed.updatedAt,
    })
    const { items } = await admin.contentTypes.list({ params })
    expect(items).toContainEqual(changed)
    await admin.contentTypes.delete({ params: at('post'), body: {} })
    expect(await refusal(admin.contentTypes.read({ params: at('post') }))).toMatchObject({
      code: 'CONTENT_TYPE_NOT_FOUND',
    })
    expect(await actionsAbout(get().server, made.id)).toEqual([
      'contentType.created',
      'contentType.updated',
      'contentType.deleted',
    ])
  })

  it('a name is taken once, and those of the content API are no names', async () => {
    await create('twice', { text })
    expect(await refusal(create('twice', { text }))).toMatchObject({ code: 'CONTENT_TYPE_EXISTS' })
    for (const name of ['types', 'media']) {
      expect(await refusal(create(name, { text }))).toMatchObject({
        code: 'VALIDATION_FAILED',
        errors: [{ pointer: '/name' }],
      })
    }
  })

  it('of two who make the same type at once, one succeeds', async () => {
    const results = await Promise.allSettled(
      ['raced', 'raced', 'raced'].map(n => create(n, { text })),
    )
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
  })

  it('a number is never given twice, not even that of a dropped type', async () => {
    const { db } = get().server.foundation.database
    const numberOf = (name: string) =>
      db
        .selectFrom('content_types')
        .select('number')
        .where('name', '=', name)
        .executeTakeFirstOrThrow()
    await create('last_one', { text })
    const { number } = await numberOf('last_one')
    await admin.contentTypes.delete({ params: at('last_one'), body: {} })
    await create('next_one', { text })
    expect((await numberOf('next_one')).number).toBeGreaterThan(number)
  })

  it('a change that somebody else came before is refused', async () => {
    await create('stale', { text })
    await update('stale', { label: 'First' })
    const late = admin.contentTypes.update(
      { params: at('stale'), body: { label: 'Late' } },
      { ifMatch: '"v1"' },
    )
    expect(await refusal(late)).toMatchObject({ code: 'PRECONDITION_FAILED' })
  })

  it('of two changes of the same version one is refused, at once or later', async () => {
    const made = await create('shared', { text })
    const add = (name: string) =>
      admin.contentTypes.update(
        {
          params: at('shared'),
          body: { schema: { ...made.schema, properties: { text, [name]: text } } },
        },
        { ifMatch: '"v1"' },
      )
    const results = await Promise.allSettled([add('mine'), add('theirs')])
    const refused = results.flatMap(one => (one.status === 'rejected' ? [one.reason.code] : []))
    expect(refused).toEqual(['PRECONDITION_FAILED'])
    expect((await refusal(add('late'))).code).toBe('PRECONDITION_FAILED')
  })

  it('whoever does not say which version they read cannot take out a field without naming it', async () => {
    const made = await create('blind', { text })
    const blindly = { schema: made.schema, label: 'Mine' }
    const properties = { text, theirs: text }
    await update('blind', { schema: { ...made.schema, properties } })
    expect(await refusal(update('blind', blindly))).toMatchObject({
      code: 'VALIDATION_FAILED',
      errors: [{ pointer: '/schema/properties/theirs' }],
    })
    expect((await admin.contentTypes.read({ params: at('blind') })).schema).toMatchObject({
      properties,
    })
    expect((await update('blind', { ...blindly, drop: ['theirs'] })).label).toBe('Mine')
    await update('blind', { schema: { ...made.schema, properties } })
    const aware = { ifMatch: '"v4"' }
    await admin.contentTypes.update({ params: at('blind'), body: blindly }, aware)
  })

  it('a change of nothing leaves no trace', async () => {
    const made = await create('still', { text })
    expect(await update('still', { schema: made.schema, label: made.label })).toEqual(made)
    expect(await actionsAbout(get().server, made.id)).toEqual(['contentType.created'])
  })

  it('of another domain do not exist', async () => {
    const { seed, client } = get()
    const other = await seed.domain('other')
    const bob = client(await seed.user('bob', { roles: { [other.id]: 'ADMIN' } }))
    await create('mine', { text })
    const there = { domain: 'other', type: 'mine' }
    expect(await refusal(bob.contentTypes.read({ params: there }))).toMatchObject({
      code: 'CONTENT_TYPE_NOT_FOUND',
    })
    expect((await bob.contentTypes.list({ params: { domain: 'other' } })).items).toEqual([])
  })

  it('who may not read definitions sees the types whose objects they may read, page by page', async () => {
    for (const name of ['see_a', 'see_b', 'see_c']) await create(name, { text })
    const { client } = await keyWith(
      'content.see_a:read',
      'content.see_c:read',
      'content.see_b:update',
    )
    const first = await client.contentTypes.list({ params, query: { limit: 1 } })
    const rest = await client.contentTypes.list({
      params,
      query: { limit: 1, cursor: first.nextCursor ?? '' },
    })
    expect([...first.items, ...rest.items].map(({ name }) => name)).toEqual(['see_a', 'see_c'])
    expect(rest.nextCursor).toBeNull()
    expect((await client.contentTypes.read({ params: at('see_a') })).name).toBe('see_a')
    expect(await refusal(client.contentTypes.read({ params: at('see_b') }))).toMatchObject({
      code: 'FORBIDDEN',
    })
    const wrong = client.contentTypes.list({ params, query: { cursor: 'bm8' } })
    expect(await refusal(wrong)).toMatchObject({ code: 'CURSOR_INVALID' })
  })

  it('join the permission matrix at once, and leave it', async () => {
    await create('matrix', { text }, { label: 'In the matrix' })
    const rows = async () => (await admin.roles.resources({ params })).items
    const row = (await rows()).find(({ permission }) => permission === 'content.matrix')
    expect(row).toMatchObject({ api: 'content', resource: 'matrix', description: 'In the matrix' })
    expect(row?.actions.map(({ name }) => name)).toEqual([
      'create',
      'read',
      'update',
      'delete',
      'publish',
    ])
    await admin.contentTypes.delete({ params: at('matrix'), body: {} })
    expect((await rows()).map(({ permission }) => permission)).not.toContain('content.matrix')
  })

  it('relations lead to types of the domain, or to the type itself', async () => {
    await create('target', { text })
    const made = await create('source', { to: { relation: ['target', 'source'] } })
    expect(made.schema.properties).toEqual({ to: { relation: ['target', 'source'] } })
    const wrong = create('lost', { list: { type: 'array', items: { relation: ['nowhere'] } } })
    expect(await refusal(wrong)).toMatchObject({
      code: 'VALIDATION_FAILED',
      errors: [{ pointer: '/schema/properties/list/items/relation/0' }],
    })
  })

  it('may be looked at by whoever reads its objects; others are told of that right', async () => {
    await create('seen', { text })
    const reader = await keyWith('content.seen:read')
    expect((await reader.client.contentTypes.read({ params: at('seen') })).name).toBe('seen')
    const other = await keyWith('content.others:*')
    const problem = await refusal(other.client.contentTypes.read({ params: at('seen') }))
    expect(problem).toMatchObject({ code: 'FORBIDDEN', missing: ['content.seen:read'] })
  })

  describe('dropping one', () => {
    const dropped = (type: string, force = false) =>
      admin.contentTypes.delete({ params: at(type), body: { force } })

    it('is refused while a key or a role names it, and forced takes their rules away', async () => {
      await create('used', { text })
      const { key, client } = await keyWith('content.used:write', 'content.used_too:read')
      const only = await keyWith('content.used:read')
      await keyWith('content.*:read')
      const gone = await keyWith('content.used:read')
      await admin.keys.revoke({ params: { ...params, id: gone.key.id }, body: {} })
      await admin.roles.create({
        params,
        body: { name: 'USER', permissions: ['content.used:read', 'backoffice.audit:read'] },
      })
      const problem = await refusal(dropped('used'))
      expect(problem).toMatchObject({ code: 'CONTENT_TYPE_IN_USE', offendersTotal: 3 })
      expect(problem.offenders?.map(({ kind, id }) => `${kind} ${id}`).sort()).toEqual(
        [`key ${key.id}`, `key ${only.key.id}`, 'role USER'].sort(),
      )
      await dropped('used', true)
      const scopesOf = async (id: string) => {
        return (await admin.keys.read({ params: { ...params, id } })).scopes
      }
      expect(await scopesOf(key.id)).toEqual(['content.used_too:read'])
      expect(await scopesOf(only.key.id)).toEqual([])
      expect(await scopesOf(gone.key.id)).toEqual(['content.used:read'])
      const role = await admin.roles.read({ params: { ...params, name: 'USER' } })
      expect(role.permissions).toEqual(['backoffice.audit:read'])
      expect((await client.me.read({})).permissions).toEqual(['content.used_too:read'])
      expect((await only.client.me.read({})).permissions).toEqual([])
      expect((await actionsAbout(get().server, key.id)).at(-1)).toBe('key.updated')
      expect((await actionsAbout(get().server, 'USER')).at(-1)).toBe('role.updated')
    })

    it('is refused while another type has a relation to it, forced or not', async () => {
      await create('pointed_at', { text })
      await create('pointer', { to: { type: 'array', items: { relation: ['pointed_at'] } } })
      for (const force of [false, true]) {
        expect(await refusal(dropped('pointed_at', force))).toMatchObject({
          code: 'CONTENT_TYPE_IN_USE',
          offenders: [{ kind: 'type', id: 'pointer' }],
        })
      }
      await update('pointer', { schema: { type: 'object', properties: { text } }, drop: ['to'] })
      await dropped('pointed_at')
    })

    it('names no key or role to those who may not see them, and does not count them', async () => {
      await create('secretly', { text })
      await keyWith('content.secretly:read')
      await keyWith('content.secretly:write')
      const { client } = await keyWith('content.types:*')
      const problem = await refusal(
        client.contentTypes.delete({ params: at('secretly'), body: {} }),
      )
      expect(problem).toMatchObject({
        code: 'CONTENT_TYPE_IN_USE',
        offenders: [{ kind: 'key', id: '' }],
        offendersTotal: 1,
      })
      expect(JSON.stringify(problem)).not.toMatch(/key_|Key /)
    })

    it('takes its objects along, with all that is kept of them', async () => {
      await create('full', { text, to: { relation: ['full'] } })
      const { id } = await admin.objects.create({
        params: at('full'),
        body: { fields: { text: 'a' } },
      })
      await admin.objects.create({
        params: at('full'),
        body: { fields: { to: { type: 'full', id } } },
      })
      const { db } = get().server.foundation.database
      const { number } = await db
        .selectFrom('content_types')
        .select('number')
        .where('name', '=', 'full')
        .executeTakeFirstOrThrow()
      await dropped('full')
      await get().server.services.droppedTypesChore.run(0, new AbortController().signal)
      const left = async (table: 'content_objects' | 'content_values') =>
        db.selectFrom(table).selectAll().where('type_number', '=', number).execute()
      expect(await left('content_objects')).toEqual([])
      expect(await left('content_values')).toEqual([])
      const versions = await db
        .selectFrom('content_versions')
        .selectAll()
        .where('object_id', '=', id)
        .execute()
      expect(versions).toEqual([])
      const references = await db
        .selectFrom('content_references')
        .selectAll()
        .where('target_id', '=', id)
        .execute()
      expect(references).toEqual([])
    })
  })
})
