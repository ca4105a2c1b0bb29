// Takes pictures of every page and every dialog of the backoffice, light and dark, on a phone and on
// a wide screen, into screenshots/. Arguments are parts of names: only pictures with one are taken.
// With `--docs` it takes those that the documentation shows, into docs/images.
import { mkdirSync } from 'node:fs'
import { dirname, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import type { Browser, Page, Request } from 'playwright-core'
import { launchBrowser } from '../e2e/web/support/browser.ts'
import { type Instance, startInstance } from './screenshots/instance.ts'
import type { Picture } from './screenshots/picture.ts'
import { PICTURES, PUBLISHED } from './screenshots/pictures.ts'

const root = fileURLToPath(new URL('..', import.meta.url))

// Longer than fields wait after the last key before they ask.
const QUIET_MILLISECONDS = 300

const IS_AT_REST = `
  document.fonts.status === 'loaded' &&
  !document.querySelector('[role=status][aria-label=Loading]') &&
  document.getAnimations().every(
    ({ effect, playState }) =>
      playState !== 'running' || !Number.isFinite(effect.getComputedTiming().endTime),
  )
`

interface Shot {
  picture: Picture
  theme: 'light' | 'dark'
  width: number
  file: string
}

const { values, positionals } = parseArgs({
  options: { docs: { type: 'boolean' } },
  allowPositionals: true,
})
const shots = values.docs ? publishedShots() : shotsOf(positionals)
const instance = await startInstance()
const browser = await launchBrowser()
let failed = 0
try {
  // Two at a time: some pictures change something, which those of the next must not meet halfway.
  for (let first = 0; first < shots.length; first += 2) {
    await Promise.all(shots.slice(first, first + 2).map(attempt))
  }
} finally {
  await browser.close()
  await instance.app.close()
}
console.log(`${shots.length - failed} pictures taken${failed > 0 ? `, ${failed} not` : ''}`)
if (failed > 0) process.exitCode = 1

function shotsOf(parts: readonly string[]): Shot[] {
  const wanted = PICTURES.filter(
    ({ name }) => parts.length === 0 || parts.some(part => name.includes(part)),
  )
  return wanted.flatMap(picture =>
    (picture.phone ? [390] : [1440, 390]).flatMap(width =>
      (['light', 'dark'] as const).map(theme => {
        const file = `${root}/screenshots/${picture.name}-${theme}-${width}.png`
        return { picture, theme, width, file }
      }),
    ),
  )
}

function publishedShots(): Shot[] {
  return Object.entries(PUBLISHED).flatMap(([name, { picture, theme }]) =>
    PICTURES.filter(known => known.name === picture).map(found => ({
      picture: { ...found, whole: false },
      theme,
      width: 1440,
      file: `${root}/docs/images/${name}.jpg`,
    })),
  )
}

async function attempt(shot: Shot) {
  try {
    await take(browser, instance, shot)
  } catch (error) {
    failed++
    const why = error instanceof Error ? error.message : error
    console.error(`${relative(root, shot.file)}: ${why}`)
  }
}

async function take(
  browser: Browser,
  { app, cookies, places, stayFresh }: Instance,
  { picture, theme, width, file }: Shot,
) {
  const { path, viewer = 'owner', steps = [], whole = false } = picture
  const height = width < 600 ? 844 : 900
  const context = await browser.newContext({
    baseURL: app.url,
    viewport: { width, height },
    colorScheme: theme,
    reducedMotion: 'reduce',
    locale: 'en-US',
    timezoneId: 'UTC',
  })
  try {
    context.setDefaultTimeout(6000)
    await stayFresh()
    if (viewer !== 'nobody') {
      const [name = '', value = ''] = cookies[viewer].split('=')
      await context.addCookies([{ name, value, url: app.url, httpOnly: true, sameSite: 'Lax' }])
    }
    const page = await context.newPage()
    const isQuiet = listenTo(page)
    await page.goto(path.replace(/\{(.+?)\}/, (_, place: string) => places[place] ?? place))
    await page.locator('h1').first().waitFor()
    await page.waitForLoadState('networkidle')
    for (const step of steps) await step(page)
    // Long lists draw only what is in sight.
    const wholeHeight = Number(await page.evaluate('document.documentElement.scrollHeight'))
    if (whole && wholeHeight > height) await page.setViewportSize({ width, height: wholeHeight })
    await settle(page, isQuiet)
    mkdirSync(dirname(file), { recursive: true })
    await page.screenshot(
      file.endsWith('.jpg') ? { path: file, type: 'jpeg', quality: 80 } : { path: file },
    )
  } finally {
    await context.close()
  }
}

/** Answers whether no request is on its way, and none has been for a little while. */
function listenTo(page: Page): () => boolean {
  const open = new Set<Request>()
  let changedAt = performance.now()
  page.on('request', request => {
    open.add(request)
    changedAt = performance.now()
  })
  const over = (request: Request) => {
    open.delete(request)
    changedAt = performance.now()
  }
  page.on('requestfinished', over)
  page.on('requestfailed', over)
  return () => open.size === 0 && performance.now() - changedAt > QUIET_MILLISECONDS
}

/** Waits until nothing more is on its way: requests, loading, fonts, and what moves. */
async function settle(page: Page, isQuiet: () => boolean) {
  const until = performance.now() + 8000
  while (!isQuiet() || !(await page.evaluate(IS_AT_REST))) {
    if (performance.now() > until) throw new Error('The page does not come to rest.')
    await page.waitForTimeout(50)
  }
}
