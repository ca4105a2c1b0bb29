import { IMPORT_LIMITS } from '@keywright/contract'
import { describe, expect, it } from 'vitest'
import { contentsOf } from '../../../test/database-contents.ts'
import { describeEachEngine } from '../../testing/create-test-server.ts'
import { refusal } from '../../testing/refusal.ts'
import { type Format, useTransferScene } from '../../testing/transfer-scene.ts'

describeEachEngine('imports and exports', get => {
  const { scene, at, address, load, refused, lines, clientWith, ids, fill, state } =
    useTransferScene(get)

  describe('a credential that ends meanwhile', () => {
    /** Ends the session of the caller as soon as something of the domain has changed. */
    function endWhenChanged() {
      const { database } = get().server.foundation
      let isAsked = false
      database.subscribe({
        onChange(change) {
          if (change.kind !== 'content' || change.domainId !== scene.domainId || isAsked) return
          isAsked = true
          void database.db.updateTable('sessions').set({ ended_at: 1 }).execute()
        },
      })
    }

    it('ends an import before the next hundred rows', async () => {
      const rows = Array.from({ length: 300 }, (_, n) => ({ id: `p${n}`, fields: {} }))
      endWhenChanged()
      const { done, ...summary } = await load(lines(...rows))
      expect(summary).toMatchObject({ committed: true, problem: { code: 'CREDENTIAL_INVALID' } })
      expect(done).toBeGreaterThanOrEqual(100)
      expect(done).toBeLessThan(300)
      expect(await state()).toHaveLength(done)
    })

    it.each([true, false])(
      'while its rows arrive: nothing is written (atomic: %s)',
      async atomic => {
        const body = { name: 'Mover', scopes: ['content.page:create'] }
        const { key, token } = await scene.admin.keys.create({
          params: { domain: scene.domain },
          body,
        })
        let turn = 0
        const slow = new ReadableStream({
          async pull(controller) {
            if (turn++ === 0) return controller.enqueue(Buffer.from('{"fields":{}}\n'))
            await scene.admin.keys.revoke({
              params: { domain: scene.domain, id: key.id },
              body: {},
            })
            controller.close()
          },
        })
        const summary = await load(slow, `atomic=${atomic}`, { headers: { 'api-key': token } })
        expect(summary).toMatchObject({ done: 0, problem: { code: 'CREDENTIAL_INVALID' } })
        expect(await ids()).toEqual([])
      },
    )

    it.each(['ndjson', 'csv'])('cuts an export off before the next page (%s)', async format => {
      await fill(301)
      const body = { name: 'Reader', scopes: ['content.page:read'] }
      const { key, token } = await scene.admin.keys.create({
        params: { domain: scene.domain },
        body,
      })
      const headers = { 'api-key': token }
      const response = await get().request(address('export', `format=${format}`), { headers })
      expect(response.status).toBe(200)
      await scene.admin.keys.update({
        params: { domain: scene.domain, id: key.id },
        body: { scopes: ['content.note:read'] },
      })
      await expect(response.text()).rejects.toThrow()
    })
  })

  describe('who may', () => {
    it.each<[string, string[], string | null]>([
      ['', ['content.page:create'], null],
      ['', ['content.page:update', 'content.page:read'], 'content.page:create'],
      ['', ['content.note:*'], 'content.page:create'],
      ['mode=upsert', ['content.page:create'], 'content.page:update'],
      ['mode=upsert', ['content.page:write'], null],
      ['publish=true', ['content.page:write'], 'content.page:publish'],
      ['publish=true', ['content.page:create', 'content.page:publish'], null],
    ])('import %s with %j: %s is missing', async (query, scopes, missing) => {
      const headers = await clientWith(scopes)
      if (missing === null) {
        expect(await load(lines({ fields: {} }), query, { headers })).toMatchObject({ done: 1 })
        return
      }
      const before = await contentsOf(get())
      const problem = await refused(lines({ fields: {} }), query, { headers })
      expect(problem).toMatchObject({ code: 'FORBIDDEN', missing: [missing] })
      expect(before.difference(await contentsOf(get()))).toEqual([])
    })

    it('export: those who may read the type', async () => {
      const ask = async (scopes: string[]) =>
        (await get().request(address('export', ''), { headers: await clientWith(scopes) })).status
      expect(await ask(['content.page:read'])).toBe(200)
      expect(await ask(['content.page:write', 'content.note:read'])).toBe(403)
    })

    it('nobody without a credential', async () => {
      expect(await refused('', '', { headers: {} })).toMatchObject({ code: 'UNAUTHENTICATED' })
      const { code } = await refusal(get().client().transfer.export({ params: at(), query: {} }))
      expect(code).toBe('UNAUTHENTICATED')
    })
  })

  describe('bodies that are refused before anything is written', () => {
    it.each<[string, Format, string, string]>([
      ['a column that is no field', 'csv', 'title,nothing\na,b\n', 'VALIDATION_FAILED'],
      ['a column twice', 'csv', 'title,title\na,b\n', 'VALIDATION_FAILED'],
      ['a quote that is not closed', 'csv', 'title\nfine\n"open\n', 'VALIDATION_FAILED'],
      ['a row with more cells than the header', 'csv', 'title\na,b\n', 'VALIDATION_FAILED'],
      ['a column of prototypes', 'csv', '__proto__\na\n', 'VALIDATION_FAILED'],
      [
        'a row that is too large',
        'ndjson',
        'x'.repeat(IMPORT_LIMITS.rowBytes + 1),
        'BODY_TOO_LARGE',
      ],
      [
        'a cell that is too large',
        'csv',
        `title\n"${'x'.repeat(IMPORT_LIMITS.rowBytes + 9)}"\n`,
        'BODY_TOO_LARGE',
      ],
    ])('%s', async (_, format, body, code) => {
      const before = await contentsOf(get())
      expect(await refused(body, '', { format })).toMatchObject({ code })
      expect(before.difference(await contentsOf(get()))).toEqual([])
    })

    it.each([
      ['title;price\na;1\n', 'semicolons'],
      ['title\tprice\na\t1\n', 'tabs'],
    ])('a table with other separators, which are named: %j', async (body, sign) => {
      const { detail, errors } = await refused(body, '', { format: 'csv' })
      expect(detail).toContain(`The header has ${sign} and no comma.`)
      const [header = ''] = body.split('\n')
      expect(errors).toEqual([
        { pointer: '/header/0', message: `page has no such field: ${JSON.stringify(header)}` },
      ])
    })

    it('bytes that are no text', async () => {
      const problem = await refused(Uint8Array.of(0x22, 0xff, 0xfe))
      expect(problem).toMatchObject({ code: 'BAD_REQUEST' })
    })

    it('another media type', async () => {
      const headers = { cookie: scene.cookie, 'content-type': 'application/json' }
      expect(await refused('{}', '', { headers })).toMatchObject({ code: 'UNSUPPORTED_MEDIA_TYPE' })
    })

    it('more rows than an atomic import takes', async () => {
      const body = '{"fields":{}}\n'.repeat(IMPORT_LIMITS.transactionRows + 1)
      expect(await refused(body, 'atomic=true')).toMatchObject({ code: 'BODY_TOO_LARGE' })
    })

    it('more bytes than an import takes, by what the sender says and by what comes', async () => {
      const length = String(IMPORT_LIMITS.totalBytes + 1)
      const headers = { cookie: scene.cookie, 'content-length': length }
      expect(await refused('', '', { headers })).toMatchObject({ code: 'BODY_TOO_LARGE' })
      const blank = new Uint8Array(1024 * 1024).fill(0x0a)
      let sent = 0
      const endless = new ReadableStream({
        pull(controller) {
          sent += blank.length
          controller.enqueue(blank)
        },
      })
      expect(await refused(endless)).toMatchObject({ code: 'BODY_TOO_LARGE' })
      expect(sent).toBeLessThan(IMPORT_LIMITS.totalBytes + 8 * blank.length)
    })

    it('a body that breaks off', async () => {
      let turn = 0
      const broken = new ReadableStream({
        pull(controller) {
          turn++
          if (turn === 1) controller.enqueue(Buffer.from('{"fields":{}}\n{"fie'))
          else controller.error(new Error('gone'))
        },
      })
      expect(await refused(broken)).toMatchObject({ code: 'BAD_REQUEST' })
      expect(await ids()).toEqual([])
    })
  })
})
