// @ts-check
// What wrk.lua is for wrk: autocannon.mjs URL FILE SECONDS CONNECTIONS FIRST.
import { readFileSync } from 'node:fs'
import autocannon from 'autocannon'

const [url = '', file = '', seconds, connections, first] = process.argv.slice(2)
const requests = readFileSync(file, 'utf8')
  .trimEnd()
  .split('\n')
  .map(line => {
    const [method, path, headers = '', body] = line.split('\x01')
    const fields = headers.split('\t').map(field => field.split(': '))
    return { method, path, headers: Object.fromEntries(fields), body: body || undefined }
  })
let at = Number(first)
const result = await autocannon({
  url,
  connections: Number(connections),
  duration: Number(seconds),
  requests: [{ setupRequest: request => ({ ...request, ...requests[at++ % requests.length] }) }],
})
console.log(
  JSON.stringify({
    requests: result.requests.total,
    microseconds: result.duration * 1e6,
    p50: result.latency.p50 * 1000,
    p99: result.latency.p99 * 1000,
    max: result.latency.max * 1000,
    refused: result['4xx'] + result['5xx'],
    broken: result.errors + result.timeouts,
  }),
)
