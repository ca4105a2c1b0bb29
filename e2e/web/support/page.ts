import type { Browser, BrowserContext, ConsoleMessage, Page } from 'playwright-core'
import { expect, onTestFinished } from 'vitest'
import type { App } from './app.ts'
import { launchBrowser } from './browser.ts'

/** What a page needs of an installation. */
export type Site = Pick<App, 'url' | 'wasStopped' | 'signIn'>

/** What is different about a page. */
export interface PageOptions {
  /** Default: the first page. */
  path?: string
  /** The owner in a session of their own (default), nobody, or somebody with their cookie. */
  signedIn?: boolean | { cookie: string }
  /** What the person's system prefers; default: light. */
  theme?: 'light' | 'dark'
  /** In CSS pixels; default: 1280. */
  width?: number
  /** Errors in the console that this test provokes. */
  expected?: RegExp
}

/**
 * Opens the backoffice for somebody until the test ends, in a profile that keeps nothing of others.
 * The test then fails if the page had an error, wrote one to its console, broke its policy or asked
 * another host. Refusals that the server answers to it (4xx) are no errors.
 */
export async function openPage(app: Site, options: PageOptions = {}): Promise<Page> {
  const { path = '/', signedIn = true, theme = 'light', width = 1280, expected } = options
  const tab = await takeTab(app)
  const { page, context } = tab
  const problems: string[] = []
  tab.report = problem => {
    if (!expected?.test(problem)) problems.push(problem)
  }
  onTestFinished(async ({ task }) => {
    // An answer that is held up may come to a page that is gone.
    await Promise.all(context.pages().map(page => page.unrouteAll({ behavior: 'ignoreErrors' })))
    tab.report = () => {}
    await leaveTab(app, tab, task.result?.state === 'pass')
    expect(problems, 'what went wrong in the page').toEqual([])
  })
  await page.setViewportSize({ width, height: 900 })
  // Nothing is half faded in when it is looked at.
  await page.emulateMedia({ colorScheme: theme, reducedMotion: 'reduce' })
  if (signedIn !== false) {
    const { cookie } = signedIn === true ? { cookie: await app.signIn() } : signedIn
    const [name = '', value = ''] = cookie.split('=')
    await context.addCookies([{ name, value, url: app.url, httpOnly: true, sameSite: 'Lax' }])
  }
  await page.goto(path)
  return page
}

/** A page of a profile of its own, which later tests of the same installation use again. */
interface Tab {
  context: BrowserContext
  page: Page
  report(problem: string): void
}

// One browser for all test files of a process, with which it ends.
let browser: Promise<Browser> | undefined

// A page that was open before has the program at hand, and is there in a third of the time.
const idle = new Map<string, Tab[]>()

async function takeTab(app: Site): Promise<Tab> {
  for (const [url, tabs] of idle) {
    if (url === app.url) continue
    idle.delete(url)
    await Promise.all(tabs.map(({ context }) => context.close()))
  }
  return idle.get(app.url)?.pop() ?? makeTab(app)
}

async function makeTab(app: Site): Promise<Tab> {
  browser ??= launchBrowser()
  const context = await (await browser).newContext({
    baseURL: app.url,
    locale: 'en-US',
    timezoneId: 'UTC',
    permissions: ['clipboard-read', 'clipboard-write'],
  })
  const tab: Tab = { context, page: await context.newPage(), report: () => {} }
  await watch(context, app, problem => tab.report(problem))
  return tab
}

/** Leaves nothing behind in a page for whoever comes next, or closes it where that is in doubt. */
async function leaveTab(app: Site, tab: Tab, isSound: boolean): Promise<void> {
  if (isSound && (await clear(tab).catch(() => false))) {
    idle.set(app.url, [...(idle.get(app.url) ?? []), tab])
  } else {
    await tab.context.close()
  }
}

async function clear({ context, page }: Tab): Promise<boolean> {
  // A clock that a test has set stays for good.
  if (page.isClosed() || (await page.evaluate(() => '__pwClock' in globalThis))) return false
  for (const other of context.pages()) if (other !== page) await other.close()
  for (const event of ['request', 'response'] as const) page.removeAllListeners(event)
  page.on('dialog', dialog => dialog.accept())
  await page.goto('/livez')
  page.removeAllListeners('dialog')
  await context.clearCookies()
  await page.evaluate(async () => {
    localStorage.clear()
    sessionStorage.clear()
    const files = await navigator.storage.getDirectory()
    for await (const name of files.keys()) await files.removeEntry(name, { recursive: true })
    for (const worker of await navigator.serviceWorker.getRegistrations()) await worker.unregister()
  })
  return true
}

async function watch(context: BrowserContext, app: Site, report: (problem: string) => void) {
  context.on('console', message => {
    if (message.type() === 'error' && !isAnswer(message, app)) report(`console: ${message.text()}`)
  })
  context.on('weberror', error => report(`error: ${error.error().stack ?? error.error().message}`))
  context.on('request', request => {
    const { protocol, origin } = new URL(request.url())
    if (/^(http|ws)/.test(protocol) && origin !== app.url) report(`request: ${request.url()}`)
  })
  await context.addInitScript(() => {
    addEventListener('securitypolicyviolation', event => {
      console.error(`policy: ${event.violatedDirective} refuses ${event.blockedURI}`)
    })
  })
}

/** Browsers write every refused request to the console, and every one that nobody answers. */
function isAnswer(message: ConsoleMessage, app: Site): boolean {
  const text = message.text()
  if (!text.startsWith('Failed to load resource') || !message.location().url.startsWith(app.url)) {
    return false
  }
  if (app.wasStopped && /net::ERR_|status of 503/.test(text)) return true
  const { pathname } = new URL(message.location().url)
  return /status of 4\d\d/.test(text) && /^\/(v1|panel)\//.test(pathname)
}
