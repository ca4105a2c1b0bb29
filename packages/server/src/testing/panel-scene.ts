import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  type Client,
  type PanelContent,
  type PanelShowsInput,
  panelContent,
} from '@keywright/contract'
import { afterAll, afterEach, beforeAll, beforeEach, describe } from 'vitest'
import { type Listening, listen } from '../http/listen.ts'
import { createTestServer, ENGINES, type TestServer } from './create-test-server.ts'
import { openRealtime, type RealtimeSocket } from './realtime-socket.ts'

/** What each test of panels finds; the domain and its people are new for each. */
export interface PanelScene {
  server: TestServer
  listening: Listening
  /** An ADMIN of the domain. */
  admin: Client
  adminId: string
  slug: string
  domainId: string
}

/** A panel that was just made. */
export interface MadePanel {
  id: string
  keyId: string
  link: string
  token: string
  /** The path of its page. */
  path: string
}

/** The page of panels in these tests, which builds nothing. */
export const PAGE_TEXT = 'the page of panels'

/** Runs the same tests on both engines, each with a domain of its own with the type `article`. */
export function describePanels(
  name: string,
  tests: (use: ReturnType<typeof helpers>) => void,
): void {
  describe.each(ENGINES)(`${name} (%s)`, engine => {
    // Filled before each test.
    const scene = {} as PanelScene
    const open: RealtimeSocket[] = []
    const webFolder = mkdtempSync(join(tmpdir(), 'keywright-panel-'))
    let count = 0

    beforeAll(async () => {
      writeFileSync(join(webFolder, 'panel.html'), `<!doctype html><title>${PAGE_TEXT}</title>`)
      scene.server = await createTestServer({ engine, webFolder })
      scene.listening = await listen(scene.server.server, { host: '127.0.0.1', port: 0 })
    })
    afterAll(async () => {
      await scene.listening?.close()
      await scene.server?.close()
      rmSync(webFolder, { recursive: true })
    })
    beforeEach(async () => {
      const { seed, client } = scene.server
      scene.slug = `screens${++count}`
      scene.domainId = (await seed.domain(scene.slug)).id
      const ana = await seed.user(`ana${count}`, { roles: { [scene.domainId]: 'ADMIN' } })
      scene.admin = client(ana)
      scene.adminId = ana.id
      await seed.contentType(scene.domainId, 'article', FIELDS, { titleField: 'headline' })
    })
    afterEach(() => {
      for (const socket of open.splice(0)) socket.socket.terminate()
    })

    tests(helpers(scene, open))
  })
}

const FIELDS = {
  headline: { type: 'string' },
  openingHours: { type: 'string' },
  body: { type: 'string', format: 'markdown', title: 'Text' },
  price: { type: 'number' },
  picture: { media: true },
  related: { type: 'array', items: { relation: ['article'] } },
}

function helpers(scene: PanelScene, open: RealtimeSocket[]) {
  const domain = () => ({ domain: scene.slug })

  async function make(
    shows: PanelShowsInput = { kind: 'list', type: 'article' },
    more: Record<string, unknown> = {},
  ): Promise<MadePanel> {
    const body = { name: 'Lobby', shows, ...more }
    const { panel, link } = await scene.admin.panels.create({ params: domain(), body })
    const url = new URL(link)
    const token = url.searchParams.get('api-key') ?? ''
    return { id: panel.id, keyId: panel.key.id, link, token, path: url.pathname }
  }

  const get = (path: string, headers: Record<string, string> = {}, from?: string) =>
    scene.server.request(path, { headers, ...(from !== undefined && { from }) })

  /** Opens a link as a browser does, and answers the cookie that it is given. */
  async function signIn({ path, token }: MadePanel, userAgent = 'Browser'): Promise<string> {
    const response = await get(`${path}?api-key=${token}`, { 'user-agent': userAgent })
    const cookie = response.headers.get('set-cookie')?.split(';')[0]
    if (response.status !== 303 || !cookie) throw new Error(`refused with ${response.status}`)
    return cookie
  }

  const contentOf = ({ path }: MadePanel, cookie: string) => get(`${path}/content`, { cookie })

  async function shown(panel: MadePanel, cookie: string): Promise<PanelContent> {
    const response = await contentOf(panel, cookie)
    if (response.status !== 200) throw new Error(`refused with ${response.status}`)
    return panelContent.parse(await response.json())
  }

  async function connect({ path }: MadePanel, headers: Record<string, string>) {
    const options = { path: `${path}/realtime`, headers }
    const socket = await openRealtime(scene.listening.url, scene.slug, options)
    open.push(socket)
    return socket
  }

  const at = (id: string) => ({ params: { ...domain(), type: 'article', id } })

  async function write(fields: Record<string, unknown>, publish = true): Promise<string> {
    const params = { ...domain(), type: 'article' }
    const { id } = await scene.admin.objects.create({ params, body: { fields } })
    if (publish) await scene.admin.objects.publish(at(id))
    return id
  }

  return { scene, domain, make, get, signIn, contentOf, shown, connect, at, write }
}
