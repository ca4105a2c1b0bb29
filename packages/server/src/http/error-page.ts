import { createHash } from 'node:crypto'
import type { ErrorCode } from '@keywright/contract'
import { describeError, ERROR_CODES, type ErrorArticle } from './error-article.ts'

/** A static page with the policy that it is served under. */
export interface Page {
  html: string
  contentSecurityPolicy: string
}

/** The page about a code; undefined when there is no such code. */
export function renderErrorPage(code: string): Page | undefined {
  const known = ERROR_CODES.find(candidate => candidate === code)
  if (!known) return undefined
  const article = describeError(known)
  return page(`${article.code} · Keywright`, articleHtml(article))
}

/** The page that lists all codes. */
export function renderErrorIndex(): Page {
  const rows = ERROR_CODES.map(code => {
    const { status, title } = describeError(code)
    return `<tr><td>${status}</td><td><a href="/docs/errors/${code}"><code>${code}</code></a></td><td>${escapeHtml(title)}</td></tr>`
  })
  return page(
    'Errors · Keywright',
    `<h1>Errors</h1>
<p>Every refusal is a problem (RFC 9457) with one of these codes.</p>
<table><thead><tr><th scope="col">Status</th><th scope="col">Code</th><th scope="col">What it says</th></tr></thead>
<tbody>
${rows.join('\n')}
</tbody></table>`,
  )
}

/** The same as Markdown, for `docs/errors`. */
export function renderErrorMarkdown(code: ErrorCode): string {
  const { status, title, meaning, help, oauth, kinds, endpoints, example } = describeError(code)
  const answeredBy = [
    ...kinds.map(kind => `- ${kind}`),
    ...endpoints.map(endpoint => `- \`${endpoint}\``),
  ]
  return `# ${code}

**${status}** · ${title}

## What it means

${meaning}${oauth === undefined ? '' : ` OAuth clients find it as \`${oauth}\` in the field \`error\`.`}

## What to do

${help}
${answeredBy.length > 0 ? `\n## Answered by\n\n${answeredBy.join('\n')}\n` : ''}
## Example

\`\`\`json
${JSON.stringify(example, null, 2)}
\`\`\`
`
}

function articleHtml(article: ErrorArticle): string {
  const { code, status, title, meaning, help, oauth, kinds, endpoints, example } = article
  const answeredBy = [
    ...kinds.map(escapeHtml),
    ...endpoints.map(endpoint => `<code>${escapeHtml(endpoint)}</code>`),
  ]
  return `<p><a href="/docs/errors">All errors</a> · <a href="/docs">API reference</a></p>
<h1><code>${code}</code></h1>
<p><strong>${status}</strong> · ${escapeHtml(title)}</p>
<h2>What it means</h2>
<p>${escapeHtml(meaning)}${oauth === undefined ? '' : ` OAuth clients find it as <code>${oauth}</code> in the field <code>error</code>.`}</p>
<h2>What to do</h2>
<p>${escapeHtml(help)}</p>
${answeredBy.length > 0 ? `<h2>Answered by</h2>\n<ul>${answeredBy.map(item => `<li>${item}</li>`).join('')}</ul>` : ''}
<h2>Example</h2>
<pre>${escapeHtml(JSON.stringify(example, null, 2))}</pre>`
}

const STYLE = `:root{color-scheme:light dark}
body{font:16px/1.6 system-ui,sans-serif;max-width:46rem;margin:2rem auto;padding:0 1rem}
h1{font-size:1.6rem;overflow-wrap:anywhere}h2{font-size:1.1rem;margin-top:2rem}
code,pre{font-family:ui-monospace,monospace;font-size:.9em}
pre{overflow-x:auto;padding:1rem;border:1px solid #8886;border-radius:.4rem}
table{border-collapse:collapse;width:100%}td,th{text-align:left;vertical-align:top;padding:.3rem .8rem .3rem 0}`

/** Nothing but this very style: no script, no image, no request. */
const POLICY = `default-src 'none'; style-src 'sha256-${createHash('sha256').update(STYLE).digest('base64')}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`

function page(title: string, body: string): Page {
  const html = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(title)}</title>
<style>${STYLE}</style>
</head>
<body>
<main>
${body}
</main>
</body>
</html>
`
  return { html, contentSecurityPolicy: POLICY }
}

function escapeHtml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
}
