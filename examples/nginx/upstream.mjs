// The API behind nginx, as small as it gets: it answers with the request that reached it, and with
// who made it. It needs no key of its own, because only nginx can reach it.
import { createServer } from 'node:http'
import process from 'node:process'

const port = Number(process.env.PORT ?? 4801)

const server = createServer((request, response) => {
  const { method, url, headers } = request
  const caller = {
    keyId: headers['x-keywright-key-id'] ?? null,
    subject: headers['x-keywright-subject'] ?? null,
    domain: headers['x-keywright-domain'] ?? null,
    permissions: headers['x-keywright-permissions']?.split(' ') ?? [],
  }
  response.setHeader('content-type', 'application/json')
  response.end(`${JSON.stringify({ method, url, caller, headers }, null, 2)}\n`)
})

server.listen(port, '127.0.0.1', () => {
  const { port } = server.address()
  console.log(`The articles API listens on http://127.0.0.1:${port}`)
})
