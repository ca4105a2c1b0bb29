import { execFile, spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Listening, listen } from '../http/listen.ts'
import { createTestServer, type TestServer } from '../testing/create-test-server.ts'
import { createIntegrator } from '../testing/integrator.ts'

const run = promisify(execFile)
const root = new URL('../../../../', import.meta.url)
const guide = readFileSync(new URL('docs/guides/shared-secret.md', root), 'utf8')

/** What the reader of the guide needs on their machine, by the language of the example. */
const examples = {
  ts: { command: process.execPath, args: ['--input-type=module', '-e'], needs: [] },
  sh: { command: 'sh', args: ['-c'], needs: ['openssl version', 'curl --version'] },
  python: { command: 'python3', args: ['-c'], needs: ['python3 --version'] },
} as const

describe('the guide to the shared secret', () => {
  let test: TestServer
  let listening: Listening
  let env: Record<string, string>

  beforeAll(async () => {
    test = await createTestServer({ engine: 'sqlite' })
    // The examples take their time from the machine.
    test.clock.advance(Date.now() - test.clock.now())
    listening = await listen(test.server, { host: '127.0.0.1', port: 0 })
    const own = await createIntegrator(test, 'acme')
    env = {
      PATH: process.env.PATH ?? '',
      HOME: process.env.HOME ?? '',
      KEYWRIGHT_URL: listening.url,
      KEYWRIGHT_DOMAIN: 'acme',
      KEYWRIGHT_KEY: own.made.key.id,
      KEYWRIGHT_TOKEN: own.made.token,
      KEYWRIGHT_SHARED_SECRET: own.secret,
    }
  })

  afterAll(async () => {
    await listening.close()
    await test.close()
  })

  it.each(Object.keys(examples).filter(isRunnable))(
    'its %s example works as it stands',
    async language => {
      const { command, args } = examples[language]
      const { stdout } = await run(command, [...args, exampleIn(language)], { cwd: root, env })
      expect(JSON.parse(stdout)).toMatchObject({
        credential: { kind: 'access-token' },
        domain: { slug: 'acme' },
        permissions: ['content.*:*'],
      })
    },
  )
})

/** The machine of whoever runs the tests may lack Python or openssl; Node it has. */
function isRunnable(language: string): language is keyof typeof examples {
  const { needs } = examples[language as keyof typeof examples]
  const missing = needs.filter(need => spawnSync('sh', ['-c', need]).status !== 0)
  if (missing.length > 0) console.warn(`NOT TESTED: the ${language} example needs ${missing}`)
  return missing.length === 0
}

function exampleIn(language: string): string {
  const code = new RegExp(`\`\`\`${language}\n([^]*?)\n\`\`\``).exec(guide)?.[1]
  if (code === undefined) throw new Error(`The guide has no example in ${language}`)
  return code
}
