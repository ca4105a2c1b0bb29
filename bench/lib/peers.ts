import { existsSync } from 'node:fs'
import { run } from './children.ts'
import { fromHere } from './paths.ts'

const FLAGS = ['--legacy-peer-deps', '--ignore-scripts', '--no-audit', '--no-fund']

/** Installs the programs of others in their own folder, outside of what the product is made of, unless they are there. */
export async function installPeers(): Promise<void> {
  const installed = ['better-auth', 'autocannon'].every(name =>
    existsSync(fromHere(`peers/node_modules/${name}`)),
  )
  if (installed) return
  console.log('Installing what we are compared with …')
  await run('npm', ['ci', '--prefix', fromHere('peers'), ...FLAGS])
}
