import type { Client } from '@keywright/contract'
import { beforeAll, describe, expect, it } from 'vitest'
import { describeEachEngine } from '../testing/create-test-server.ts'

/** One object by id, with a token and nothing else, is answered before everything else is asked. */
describeEachEngine('one object by id', get => {
  const domain = 'shelf'
  const params = { domain, type: 'book' }
  const path = `/v1/domains/${domain}/content/objects/book`
  let admin: Client
  let token: string
  let domainId: string

  beforeAll(async () => {
    const { seed, client } = get()
    domainId = (await seed.domain(domain)).id
    await seed.contentType(
      domainId,
      'book',
      {
        title: { type: 'string' },
        price: { type: 'number' },
        next: { relation: ['book'] },
        more: { type: 'object' },
      },
      { titleField: 'title' },
    )
    admin = client(await seed.user('librarian', { roles: { [domainId]: 'ADMIN' } }))
    token = await keyWith('content.book:read')
  })

  async function keyWith(...scopes: string[]): Promise<string> {
    const body = { name: 'Reader', scopes }
    return (await admin.keys.create({ params: { domain }, body })).token
  }

  const create = (id: string, fields: Record<string, unknown>) =>
    admin.objects.create({ params, body: { id, fields } })

  async function ask(url: string, headers: Record<string, string> = bearer(token)) {
    const response = await get().request(url, { headers })
    const { 'x-request-id': requestId, ...rest } = Object.fromEntries(response.headers)
    const body = await response.text()
    return {
      status: response.status,
      headers: rest,
      body: body.replaceAll(requestId ?? '', 'the request'),
    }
  }

  /** The same question with a query that says nothing, which the endpoint answers as it is mounted. */
  const askMounted = (url: string, headers?: Record<string, string>) =>
    ask(`${url}?hydrate=0`, headers)

  const shown = async (id: string) => {
    const { status, body } = await ask(`${path}/${id}`)
    return status === 200 ? JSON.parse(body) : status
  }

  describe('is answered as the endpoint answers it, byte for byte', () => {
    it.each([
      ['a draft', 'a', {}],
      ['any text', 'b', { title: '"quoted" \\ \u2028 ü \ud83d\ude00 \n</script>' }],
      ['any fields', 'c', { price: 1e21, more: { 9: [null, { '': 0.1 }], b: 1, a: -0 } }],
      ['a reference', 'd', { next: { type: 'book', id: 'a' } }],
    ])('%s', async (_, id, fields) => {
      await create(id, fields)
      expect(await ask(`${path}/${id}`)).toEqual(await askMounted(`${path}/${id}`))
      await admin.objects.publish({ params: { ...params, id } })
      get().clock.advance(1000)
      await admin.objects.patch({ params: { ...params, id }, body: { fields: { price: 2 } } })
      const answer = await ask(`${path}/${id}`)
      expect(answer).toMatchObject({ status: 200, headers: { etag: '"v3"' } })
      expect(answer).toEqual(await askMounted(`${path}/${id}`))
      expect(await shown(id)).toEqual(await admin.objects.read({ params: { ...params, id } }))
    })

    it('refusals', async () => {
      await create('there', {})
      const other = await get().seed.domain('another-shelf')
      const weak = await keyWith('content.book:update')
      const revoked = await admin.keys.create({
        params: { domain },
        body: { name: 'Revoked', scopes: ['content.*:read'] },
      })
      await admin.keys.revoke({ params: { domain, id: revoked.key.id }, body: {} })
      const questions: [string, Record<string, string>?, number?][] = [
        [`${path}/missing`, undefined, 404],
        [`/v1/domains/${domain}/content/objects/film/there`, bearer(weak), 403],
        [`/v1/domains/${domain}/content/objects/book/there`, bearer(weak), 403],
        [`/v1/domains/${other.slug}/content/objects/book/there`, undefined, 404],
        ['/v1/domains/nowhere/content/objects/book/there', undefined, 404],
        [`${path}/there`, {}, 401],
        [`${path}/there`, bearer('kw_nothing'), 401],
        [`${path}/there`, bearer(revoked.token), 401],
        [`${path}/there`, { authorization: 'Digest x' }, 401],
        [`${path}/there`, { ...bearer(token), 'api-key': weak }, 400],
      ]
      for (const [url, headers, status] of questions) {
        const answer = await ask(url, headers)
        expect(answer).toEqual(await askMounted(url, headers))
        expect([url, answer.status]).toEqual([url, status])
      }
    })
  })

  it('may be asked by the id of the domain', async () => {
    await create('by-id', {})
    const answer = await ask(`/v1/domains/${domainId}/content/objects/book/by-id`)
    expect(answer).toEqual(await ask(`${path}/by-id`))
  })

  it('is what the last change made of it, whatever changed it', async () => {
    const at = (id: string) => ({ ...params, id })
    await create('x', { title: 'One' })
    await create('y', { next: { type: 'book', id: 'x' } })
    expect(await shown('x')).toMatchObject({ title: 'One', version: 1 })
    await admin.objects.patch({ params: at('x'), body: { fields: { title: 'Two' } } })
    expect(await shown('x')).toMatchObject({ title: 'Two', version: 2 })
    await admin.objects.publish({ params: at('x') })
    expect(await shown('x')).toMatchObject({ state: 'published', version: 3 })
    await admin.batch.run({
      params: { domain },
      body: { operations: [{ op: 'patch', type: 'book', id: 'x', fields: { price: 1 } }] },
    })
    expect(await shown('x')).toMatchObject({ state: 'changed', fields: { price: 1 } })
    expect(await shown('y')).toMatchObject({ fields: { next: { id: 'x' } } })
    await admin.objects.delete({ params: at('x'), body: { detach: true } })
    expect(await shown('x')).toBe(404)
    expect(await shown('y')).toMatchObject({ fields: {}, version: 2 })
    await create('x', { title: 'Again' })
    expect(await shown('x')).toMatchObject({ title: 'Again' })
  })

  it('is what a change of its type made of it', async () => {
    const { seed } = get()
    await seed.contentType(domainId, 'note', { text: { type: 'string' } })
    const at = { domain, type: 'note' }
    await admin.objects.create({ params: at, body: { id: 'n', fields: { text: 'a' } } })
    const reader = bearer(await keyWith('content.*:read'))
    const url = `/v1/domains/${domain}/content/objects/note/n`
    expect((await ask(url, reader)).status).toBe(200)
    await admin.contentTypes.update({
      params: at,
      body: {
        schema: {
          type: 'object',
          properties: { text: { type: 'string' }, size: { type: 'number' } },
          required: ['size'],
        },
        defaults: { size: 7 },
      },
    })
    expect(JSON.parse((await ask(url, reader)).body)).toMatchObject({ fields: { size: 7 } })
    await admin.contentTypes.delete({ params: at, body: { force: true } })
    expect((await ask(url, reader)).status).toBe(404)
  })

  it('is never what a transaction under way made of it, nor what was undone', async () => {
    const { database } = get().server.foundation
    await create('z', { title: 'Before' })
    const setTitle = (title: string) => (tx: typeof database.db) =>
      tx.updateTable('content_objects').set({ title }).where('id', '=', 'z').execute()
    let asked: Promise<unknown> | undefined
    const undone = database.write(async tx => {
      await setTitle('During')(tx)
      asked = shown('z')
      // Whoever does not wait for the transaction has answered by now.
      await setTitle('During')(tx)
      throw new Error('undone')
    })
    await expect(undone).rejects.toThrow('undone')
    expect(await asked).toMatchObject({ title: 'Before' })
    expect(await shown('z')).toMatchObject({ title: 'Before' })
  })

  it('stops with the key, also for whoever just read it', async () => {
    await create('w', {})
    const { token: mine, key } = await admin.keys.create({
      params: { domain },
      body: { name: 'Mine', scopes: ['content.book:read'] },
    })
    expect((await ask(`${path}/w`, bearer(mine))).status).toBe(200)
    await admin.keys.revoke({ params: { domain, id: key.id }, body: {} })
    expect((await ask(`${path}/w`, bearer(mine))).status).toBe(401)
  })

  it('leaves a line in the log, and counts', async () => {
    await create('v', {})
    await ask(`${path}/v`)
    const line = JSON.parse(get().logs.at(-1) ?? '')
    expect(line).toMatchObject({
      msg: 'request',
      method: 'GET',
      path: `${path}/v`,
      status: 200,
      ip: '127.0.0.1',
      actor: expect.stringMatching(/^key_/),
    })
    const metrics = await (await get().request('/metrics')).text()
    expect(metrics).toMatch(/keywright_http_requests_total\{endpoint="objects.read",status="2xx"\}/)
    expect(metrics).toMatch(
      /keywright_http_request_duration_seconds_count\{endpoint="objects.read"\}/,
    )
  })
})

function bearer(token: string): Record<string, string> {
  return { authorization: `Bearer ${token}` }
}
