import { once } from 'node:events'
import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Child, CORES, run, startChild } from './children.ts'
import { fromHere } from './paths.ts'
import { freePort } from './ports.ts'

/** What is installed, and stands in the results. */
export const STRAPI = { '@strapi/strapi': '5.54.0', 'better-sqlite3': '12.11.1' } as const

/** A Strapi on SQLite with objects of one type, all published, and a token that may read them. */
export interface Strapi extends Child {
  readonly url: string
  readonly ids: readonly string[]
  readonly token: string
}

/**
 * Installs Strapi from npm: 1 400 packages in 700 MB, into a folder that goes with this process unless
 * `KEYWRIGHT_BENCH_STRAPI` names one that stays. Throws when npm cannot.
 */
export async function installStrapi(temporary: string): Promise<string> {
  const folder = process.env.KEYWRIGHT_BENCH_STRAPI ?? join(temporary, 'strapi')
  mkdirSync(folder, { recursive: true })
  const installed = Object.keys(STRAPI).every(name => existsSync(`${folder}/node_modules/${name}`))
  if (installed) return folder
  const manifest = { name: 'strapi-to-measure', private: true, dependencies: STRAPI }
  writeFileSync(join(folder, 'package.json'), JSON.stringify(manifest))
  await run('npm', ['install', '--prefix', folder, '--no-audit', '--no-fund', '--loglevel=error'])
  return folder
}

/** Starts an application with these objects in a folder of its own below the installation. */
export async function startStrapi(folder: string, objects: readonly object[]): Promise<Strapi> {
  const port = await freePort()
  const app = join(folder, `app-${port}`)
  mkdirSync(app)
  const data = join(app, 'objects.json')
  writeFileSync(data, JSON.stringify(objects))
  const child = startChild(
    process.execPath,
    [fromHere('peers/strapi.mjs'), folder, app, String(port), data],
    { core: CORES?.server, env: { STRAPI_TELEMETRY_DISABLED: 'true' }, ipc: true },
  )
  const [answer] = await Promise.race([
    once(child.process, 'message'),
    once(child.process, 'exit').then(([code]) => {
      throw new Error(`Strapi ended with ${code}.`)
    }),
  ])
  // Sent by our own program.
  const { ids, token } = answer as { ids: string[]; token: string }
  return { ...child, url: `http://127.0.0.1:${port}`, ids, token }
}
