import { execFile } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import {
  FROM_SOURCES,
  type ServeProcess,
  startServe,
} from '../../packages/cli/src/testing/serve-process.ts'
import { buildWeb } from '../../scripts/web.mjs'
import { expectAccessible } from './support/accessible.ts'
import { openPage, type Site } from './support/page.ts'
import { enterAt } from './support/sign-in-page.ts'

const run = promisify(execFile)

describe('the first run of the program', () => {
  let folder: string
  let program: ServeProcess
  let site: Site
  let owner: { email: string; password: string }
  beforeAll(async () => {
    await buildWeb()
    folder = await mkdtemp(join(tmpdir(), 'keywright-first-'))
    program = startServe(FROM_SOURCES, { KEYWRIGHT_DATA: folder })
    const url = await program.ready
    site = {
      url,
      wasStopped: false,
      signIn: () => Promise.reject(new Error('Nobody is known yet')),
    }
    // The banner goes on after the line that says where it is ready.
    await vi.waitFor(() => expect(program.stderr()).toMatch(/Password .*\n/))
    const said = (name: string) => new RegExp(`${name} +(\\S+)`).exec(program.stderr())?.[1] ?? ''
    owner = { email: said('E-mail'), password: said('Password') }
  })
  afterAll(async () => {
    program?.child.kill('SIGTERM')
    await program?.exited
    await rm(folder, { recursive: true })
  })

  it('leads from the printed password to a first key that verifies', async () => {
    const page = await openPage(site, { signedIn: false, path: '/d/main/settings' })
    await enterAt(page, owner)
    await page.getByRole('heading', { name: 'Choose your password' }).waitFor()
    await page.goto('/account')
    await page.getByRole('heading', { name: 'Choose your password' }).waitFor()
    await expectAccessible(page)
    await page.goto('/')
    await page.getByLabel('Generated password').fill(owner.password)
    await page.getByLabel('New password', { exact: true }).fill('four words are enough')
    await page.getByLabel('New password again').fill('four words are not')
    await page.keyboard.press('Enter')
    await page.getByText('The two are not the same.').waitFor()
    await page.getByLabel('New password again').fill('four words are enough')
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { level: 1, name: 'Overview' }).waitFor()

    await page.getByRole('main').getByRole('link', { name: 'Create key' }).first().click()
    await page.getByLabel('Name', { exact: true }).fill('First key')
    await page.getByRole('button', { name: 'Create key' }).click()
    await page.getByRole('button', { name: 'Copy token' }).click()
    const token = await page.evaluate(() => navigator.clipboard.readText())
    const me = await runExample(page)
    expect(me).toMatchObject({ credential: { kind: 'key' }, key: { name: 'First key' } })
    const answer = await page.request.post('/v1/verify', {
      headers: { 'x-keywright-domain': 'main' },
      data: { token },
    })
    expect(await answer.json()).toMatchObject({ valid: true, code: 'VALID' })

    await page.getByRole('button', { name: 'Done' }).click()
    await page.getByRole('navigation', { name: 'Main' }).getByText('API keys').click()
    const row = page.getByRole('row').filter({ hasText: 'First key' })
    await row.waitFor()
    await expect
      .poll(async () => {
        await page.reload()
        await row.waitFor()
        return row.textContent()
      })
      .toContain('just now')
    expect(await page.content()).not.toContain(token)
  })

  it('takes the printed password no more once it was replaced', async () => {
    const page = await openPage(site, { signedIn: false })
    await enterAt(page, owner)
    await page.getByText('E-mail or password is not right.').waitFor()
  })
})

/** Runs the example in JavaScript as it stands there; it prints what the server answered. */
async function runExample(page: Page): Promise<unknown> {
  await page.getByRole('tab', { name: 'JavaScript' }).click()
  const code = await page.getByRole('region', { name: 'JavaScript example' }).textContent()
  const print = (code ?? '').replace(
    'console.log(await response.json())',
    'console.log(await response.text())',
  )
  const { stdout } = await run(process.execPath, ['--input-type=module', '--eval', print])
  return JSON.parse(stdout)
}
