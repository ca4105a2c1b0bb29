import { createHash } from 'node:crypto'
import type { PanelShows } from '@keywright/contract'

/** What the page of a panel may load: its own files, and what is shown in its frame, if anything is. */
export function panelPolicy(shows: PanelShows | undefined): string {
  const frame = shows?.kind === 'url' ? new URL(shows.url).origin : "'none'"
  return [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self'",
    "font-src 'self'",
    "connect-src 'self'",
    "worker-src 'self'",
    `frame-src ${frame}`,
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ')
}

const STYLE = `:root{color-scheme:light dark}
body{margin:0;min-height:100vh;display:grid;place-items:center;text-align:center;font:clamp(1rem,2.5vmin,2rem)/1.5 system-ui,sans-serif}
h1{font-size:2.5em;margin:0}p{margin:.5em 1em}`

/** What a device is shown that is not signed in, whatever the reason. */
export const SIGNED_OUT_PAGE = page(
  'Signed out',
  'This screen was signed out. Open a new link to sign it in again.',
)

/** What a device is shown that comes when all places are taken. */
export const PANEL_FULL_PAGE = page(
  'Too many screens',
  'This panel is open on as many screens as it can be. End some of them, or try again later.',
)

/** Nothing but its own style: no script, no image, no request. */
export const PLAIN_POLICY = `default-src 'none'; style-src ${hashOf(STYLE)}; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`

/** Asks for as little as there is until somebody answers: then the page itself can say what is the case. */
const ASK_AGAIN = `async function ask() {
  const signal = AbortSignal.timeout(5000)
  const answer = await fetch(location.pathname, { method: 'HEAD', signal }).catch(() => undefined)
  if (answer?.status < 500) location.reload()
  else setTimeout(ask, 1000)
}
setTimeout(ask, 1000)`

/** What the worker of panels shows in place of a page that nobody answers. */
export const AWAY_PAGE = page(
  'No connection',
  'Trying again. This screen comes back by itself.',
  ASK_AGAIN,
)

/** Its own style and script, and requests to this server. */
export const AWAY_POLICY = `${PLAIN_POLICY}; script-src ${hashOf(ASK_AGAIN)}; connect-src 'self'`

function hashOf(inline: string): string {
  return `'sha256-${createHash('sha256').update(inline).digest('base64')}'`
}

function page(title: string, text: string, script?: string): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>
<style>${STYLE}</style>
</head>
<body>
<main>
<h1>${title}</h1>
<p>${text}</p>
</main>${script === undefined ? '' : `\n<script>${script}</script>`}
</body>
</html>
`
}
