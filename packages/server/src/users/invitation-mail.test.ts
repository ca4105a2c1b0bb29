import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { createTestServer, ENGINES, type TestServer } from '../testing/create-test-server.ts'
import { type SmtpServer, startSmtpServer } from '../testing/smtp-server.ts'

const HOSTILE = 'Evil\r\nBcc: spy@example.com\u0085 <b>"Name"</b> &'

describe.each(ENGINES)('invitations by mail (%s)', engine => {
  let smtp: SmtpServer
  let server: TestServer
  let made = 0

  beforeAll(async () => {
    smtp = await startSmtpServer()
    const config = { smtpUrl: smtp.url, mailFrom: 'Keys <keys@example.com>' }
    server = await createTestServer({ engine, config })
  })
  beforeEach(() => {
    smtp.mails.length = 0
    smtp.refuseWith(undefined)
  })
  afterAll(async () => {
    await server.close()
    await smtp.close()
  })

  async function scene(name = 'Acme') {
    made += 1
    const { id, slug } = await server.seed.domain(`domain-${made}`)
    const { db } = server.server.foundation.database
    await db.updateTable('domains').set({ name }).where('id', '=', id).execute()
    const roles = { [id]: 'ADMIN' }
    const admin = await server.seed.user(`admin-${made}`, { roles, instanceAdmin: true })
    return { params: { domain: slug }, slug, api: server.client(admin) }
  }

  it('the link goes to the one address, as text and as HTML, from the configured sender', async () => {
    const { api, params } = await scene()
    const email = 'guest@example.com'
    const { link, mailed } = await api.invitations.create({
      params,
      body: { email, role: 'EDITOR' },
    })
    expect(mailed).toBe(true)
    const [mail, ...more] = smtp.mails
    expect(more).toEqual([])
    expect(mail).toMatchObject({ from: 'keys@example.com', to: [email] })
    expect(mail?.raw).toMatch(/^Content-Type: multipart\/alternative/im)
    expect(mail?.html).toContain(link)
    expect(mail?.text.replace(mail.html, '')).toContain(link)
    expect(mail?.text).toContain('Acme')
  })

  it('names that people chose become neither headers nor markup', async () => {
    const { api, params } = await scene(HOSTILE)
    const email = 'careful@example.com'
    await api.invitations.create({ params, body: { email, role: 'EDITOR' } })
    const [mail] = smtp.mails
    const head = mail?.raw.split('\r\n\r\n')[0] ?? ''
    expect(head).not.toMatch(/^bcc:/im)
    expect(mail?.to).toEqual([email])
    expect(mail?.html).toContain('&lt;b&gt;')
    expect(mail?.html).not.toContain('<b>')
  })

  it('an invitation to several domains is one mail with all links', async () => {
    const [one, two] = [await scene('First'), await scene('Second')]
    const { items } = await one.api.team.invite({
      body: {
        email: 'both@example.com',
        memberships: [
          { domain: one.slug, role: 'EDITOR' },
          { domain: two.slug, role: 'READONLY' },
        ],
      },
    })
    expect(smtp.mails).toHaveLength(1)
    for (const { link, mailed } of items) {
      expect(mailed).toBe(true)
      expect(smtp.mails[0]?.text).toContain(link)
    }
  })

  it('a mail server that refuses loses no invitation, and the link reaches no log', async () => {
    const { api, params } = await scene()
    smtp.refuseWith('550 no such mailbox')
    const { link, mailed, invitation } = await api.invitations.create({
      params,
      body: { email: 'refused@example.com', role: 'EDITOR' },
    })
    expect(mailed).toBe(false)
    expect(smtp.mails).toEqual([])
    const token = link.split('#')[1] ?? ''
    const looked = await server.client().invitations.lookup({ body: { token } })
    expect(looked.invitation.id).toBe(invitation.id)
    expect(server.logs.join('\n')).toMatch(/mail/)
    expect(server.logs.join('\n')).not.toContain(token)
  })

  it('a mail server that is not there loses no invitation', async () => {
    const gone = await startSmtpServer()
    const alone = await createTestServer({ engine, config: { smtpUrl: gone.url } })
    await gone.close()
    try {
      const { id } = await alone.seed.domain('acme')
      const admin = await alone.seed.user('admin', { roles: { [id]: 'ADMIN' } })
      const { mailed, invitation } = await alone.client(admin).invitations.create({
        params: { domain: 'acme' },
        body: { email: 'guest@example.com', role: 'EDITOR' },
      })
      expect(mailed).toBe(false)
      expect(invitation.state).toBe('pending')
    } finally {
      await alone.close()
    }
  })

  it('nothing is sent for an invitation that was not made', async () => {
    const { api, params } = await scene()
    const body = { email: 'nobody@example.com', role: 'NO-SUCH' }
    await expect(api.invitations.create({ params, body })).rejects.toThrow()
    expect(smtp.mails).toEqual([])
  })
})
