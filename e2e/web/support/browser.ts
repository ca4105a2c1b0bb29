import { type Browser, chromium } from 'playwright-core'
import { findChromium } from './chromium.ts'

/** Starts the browser that tests run in; whoever starts it closes it. */
export async function launchBrowser(): Promise<Browser> {
  const { executablePath, env } = await findChromium()
  return chromium.launch({
    executablePath,
    args: ['--disable-gpu', '--font-render-hinting=none'],
    env: { ...process.env, ...env },
  })
}
