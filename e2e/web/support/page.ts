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
 * Opens the backoffice in a browser of its own profile until the test ends. The test then fails if
 * the page had an error, wrote one to its console, broke its policy or asked another host.
 * Refusals that the server answers to it (4xx) are no errors.
 */
export async function openPage(app: Site, options: PageOptions = {}): Promise<Page> {
  const { path = '/', signedIn = true, theme = 'light', width = 1280, expected } = options
  browser ??= launchBrowser()
  const context = await (await browser).newContext({
    baseURL: app.url,
    viewport: { width, height: 900 },
    colorScheme: theme,
    // Nothing is half faded in when it is looked at.
    reducedMotion: 'reduce',
    locale: 'en-US',
    timezoneId: 'UTC',
    permissions: ['clipboard-read', 'clipboard-write'],
  })
  const problems: string[] = []
  onTestFinished(async () => {
    // An answer that is held up may come to a page that is gone.
    await Promise.all(context.pages().map(page => page.unrouteAll({ behavior: 'ignoreErrors' })))
    await context.close()
    expect(problems, 'what went wrong in the page').toEqual([])
  })
  await watch(context, app, problem => {
    if (!expected?.test(problem)) problems.push(problem)
  })
  if (signedIn !== false) {
    const { cookie } = signedIn === true ? { cookie: await app.signIn() } : signedIn
    const [name = '', value = ''] = cookie.split('=')
    await context.addCookies([{ name, value, url: app.url, httpOnly: true, sameSite: 'Lax' }])
  }
  const page = await context.newPage()
  await page.goto(path)
  return page
}

// One browser for all test files of a process, with which it ends; every page has a profile of its own.
let browser: Promise<Browser> | undefined

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
