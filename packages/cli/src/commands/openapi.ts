import { writeFileSync } from 'node:fs'
import { command } from '../command.ts'

/** `openapi`. */
export const openapi = command({
  name: 'openapi',
  summary: 'Print the OpenAPI 3.1 document of the server',
  reach: 'server',
  args: [],
  options: {
    output: { type: 'string', short: 'o', value: 'FILE', help: 'Write it to a file instead' },
  },
  examples: [['openapi --output openapi.json', 'Keeps it in a file']],
  async run({ options: { output }, print, connect }) {
    const { client } = await connect()
    const text = `${JSON.stringify(await client.health.openapi({}), null, 2)}\n`
    if (output === undefined) {
      print.raw(text)
    } else {
      writeFileSync(output, text)
      print.note(`Wrote ${output}.`)
    }
  },
})
