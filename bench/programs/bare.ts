// A node:http server that reads the body of each request and always sends the same answer, byte for
// byte: `programs/bare.ts PORT`, the answer in the environment as JSON. The yardstick of ours.
import { createServer } from 'node:http'

interface Answer {
  status: number
  /** Names and values in turn, as Node reports them. */
  headers: string[]
  body: string
}

// Written by our own parent process.
const answer = JSON.parse(process.env.ANSWER ?? '') as Answer

const server = createServer((request, response) => {
  const chunks: Buffer[] = []
  request.on('data', chunk => chunks.push(chunk))
  request.on('end', () => {
    Buffer.concat(chunks).toString()
    response.writeHead(answer.status, answer.headers)
    response.end(answer.body)
  })
})
server.keepAliveTimeout = 75_000
server.listen(Number(process.argv[2]), '127.0.0.1', () => process.send?.('ready'))
process.on('SIGTERM', () => process.exit(0))
