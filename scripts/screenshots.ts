// Takes pictures of every page and every dialog of the backoffice, light and dark, on a phone and on
// a wide screen, into screenshots/. Arguments are parts of names: only pictures with one are taken.
import { mkdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { Browser } from 'playwright-core'
import { launchBrowser } from '../e2e/web/support/browser.ts'
import { type Instance, startInstance } from './screenshots/instance.ts'
import { PICTURES, type Picture } from './screenshots/pictures.ts'

const folder = fileURLToPath(new URL('../screenshots', import.meta.url))

const THEMES = ['light', 'dark'] as const
const WIDTHS = [1440, 390] as const

interface Look {
  theme: (typeof THEMES)[number]
  width: (typeof WIDTHS)[number]
}

const parts = process.argv.slice(2)
const wanted = PICTURES.filter(
  ({ name }) => parts.length === 0 || parts.some(part => name.includes(part)),
)
mkdirSync(folder, { recursive: true })
const instance = await startInstance()
const browser = await launchBrowser()
let failed = 0
try {
  for (const picture of wanted) {
    // Two at a time: some pictures change something, which those of the next must not meet halfway.
    for (const width of WIDTHS) {
      await Promise.all(THEMES.map(theme => attempt(picture, { theme, width })))
    }
  }
} finally {
  await browser.close()
  await instance.app.close()
}
const count = wanted.length * THEMES.length * WIDTHS.length - failed
console.log(
  `${count} pictures are in screenshots/${failed > 0 ? `, ${failed} could not be taken` : ''}`,
)
if (failed > 0) process.exitCode = 1

async function attempt(picture: Picture, look: Look) {
  const file = `${picture.name}-${look.theme}-${look.width}.png`
  try {
    await take(browser, instance, picture, look, `${folder}/${file}`)
  } catch (error) {
    failed++
    console.error(`${file}: ${error instanceof Error ? error.message : error}`)
  }
}

async function take(
  browser: Browser,
  { app, cookies, places, code }: Instance,
  { path, viewer = 'owner', steps = [], whole = false }: Picture,
  { theme, width }: Look,
  file: string,
) {
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
    if (viewer !== 'nobody') {
      const [name = '', value = ''] = cookies[viewer].split('=')
      await context.addCookies([{ name, value, url: app.url, httpOnly: true, sameSite: 'Lax' }])
    }
    const page = await context.newPage()
    await page.goto(path.replace(/\{(.+?)\}/, (_, place: string) => places[place] ?? place))
    await page.locator('h1').first().waitFor()
    await page.waitForLoadState('networkidle')
    for (const step of steps) await step(page, code)
    await page.waitForLoadState('networkidle')
    // Long lists draw only what is in sight.
    const wholeHeight = Number(await page.evaluate('document.documentElement.scrollHeight'))
    if (whole && wholeHeight > height) await page.setViewportSize({ width, height: wholeHeight })
    await page.screenshot({ path: file })
  } finally {
    await context.close()
  }
}
