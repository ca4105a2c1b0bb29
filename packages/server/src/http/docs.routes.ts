import { existsSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { healthEndpoints } from '@keywright/contract'
import type { Context } from 'hono'
import { AppError } from '../app-error.ts'
import { createAsset, MAX_AGE_SECONDS, once, sendAsset } from './asset.ts'
import { type Page, renderErrorIndex, renderErrorPage } from './error-page.ts'
import type { HttpApp, RequestState } from './mount.ts'
import { createOpenApi } from './openapi.ts'

const REFERENCE_SCRIPT = '/docs/rapidoc-min.js'

/** The script builds its styles as it goes, and fetches the document from here. Nothing from elsewhere. */
const REFERENCE_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'unsafe-inline'",
  'img-src data:',
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ')

const REFERENCE_PAGE = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>API reference · Keywright</title>
<script src="${REFERENCE_SCRIPT}" defer></script>
</head>
<body>
<rapi-doc
  spec-url="${healthEndpoints.openapi.path}"
  load-fonts="false"
  regular-font="system-ui, sans-serif"
  mono-font="ui-monospace, monospace"
  render-style="focused"
  schema-style="table"
  show-header="false"
  show-method-in-nav-bar="as-colored-text"
  use-path-in-nav-bar="false"
  allow-server-selection="false"
  allow-spec-file-download="false"
  persist-auth="false"
></rapi-doc>
</body>
</html>
`

/** Mounts the OpenAPI document, the reference page, and a page about every error code. */
export function mountDocsRoutes(app: HttpApp): void {
  // Made when first asked for: most servers never are.
  const document = once(() => createAsset('application/json', JSON.stringify(createOpenApi())))
  const script = once(() => createAsset('text/javascript; charset=utf-8', readReferenceScript()))

  app.get(healthEndpoints.openapi.path, c => {
    c.set('endpoint', healthEndpoints.openapi.id)
    return sendAsset(c, document())
  })
  app.get('/docs', c =>
    sendPage(c, { html: REFERENCE_PAGE, contentSecurityPolicy: REFERENCE_POLICY }),
  )
  app.get(REFERENCE_SCRIPT, c => sendAsset(c, script()))
  app.get('/docs/errors', c => sendPage(c, renderErrorIndex()))
  app.get('/docs/errors/:code', c => {
    const page = renderErrorPage(c.req.param('code'))
    if (!page) throw new AppError('NOT_FOUND')
    return sendPage(c, page)
  })
}

/** The build lays the script beside the compiled files; from sources it comes out of its package. */
function readReferenceScript(): Buffer {
  const built = new URL('../assets/rapidoc-min.js', import.meta.url)
  if (existsSync(built)) return readFileSync(built)
  return readFileSync(createRequire(import.meta.url).resolve('rapidoc/dist/rapidoc-min.js'))
}

function sendPage(c: Context<RequestState>, { html, contentSecurityPolicy }: Page): Response {
  c.set('contentSecurityPolicy', contentSecurityPolicy)
  return c.body(html, 200, {
    'content-type': 'text/html; charset=utf-8',
    'cache-control': `public, max-age=${MAX_AGE_SECONDS}`,
  })
}
