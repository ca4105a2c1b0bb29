import { createAsset } from '../http/asset.ts'
import { AWAY_PAGE, AWAY_POLICY } from './panel-page.ts'

const HEADERS = {
  'content-type': 'text/html; charset=utf-8',
  'content-security-policy': AWAY_POLICY,
  'referrer-policy': 'no-referrer',
}

/**
 * The service worker of all panels of a browser. It keeps nothing but the page for want of an answer,
 * which is in it: what is shown, and who may see it, is the server's to say each time.
 */
export const PANEL_WORKER = createAsset(
  'text/javascript; charset=utf-8',
  `// Longer than this nobody looks at nothing.
const PATIENCE = 15000
const PAGE = ${JSON.stringify(AWAY_PAGE)}
const HEADERS = ${JSON.stringify(HEADERS)}

addEventListener('install', () => skipWaiting())
addEventListener('activate', event => event.waitUntil(clients.claim()))
addEventListener('fetch', event => {
  const { mode, destination, url } = event.request
  const isPart = /^(script|style)$/.test(destination) && url.startsWith(location.origin + '/assets/')
  if (mode === 'navigate') event.respondWith(open(event.request))
  else if (isPart) event.respondWith(load(event))
})

async function open(request) {
  const answer = await ask(request)
  return answer ?? new Response(PAGE, { status: 503, headers: HEADERS })
}

// A page without one of its files would stay empty, so it is opened again, soon.
async function load({ request, clientId }) {
  const answer = await ask(request)
  // Headers that are right say nothing of a server that ends behind them.
  if (answer?.ok && (await isWhole(answer.clone()))) return answer
  await after(1000)
  const page = await clients.get(clientId)
  page?.navigate(page.url).catch(() => {})
  return Response.error()
}

// What a proxy says in place of a server that is away counts as no answer.
async function ask(request) {
  const answer = await Promise.race([fetch(request), after(PATIENCE)]).catch(() => undefined)
  return answer?.status >= 500 ? undefined : answer
}

function isWhole(answer) {
  return answer.blob().then(() => true, () => false)
}

function after(milliseconds) {
  return new Promise(resolve => setTimeout(resolve, milliseconds))
}
`,
)

/** Where the worker is; it counts for the addresses below this folder. */
export const PANEL_WORKER_PATH = '/panel/worker.js'

/** What the worker may ask: this server. */
export const WORKER_POLICY = "default-src 'none'; connect-src 'self'"
