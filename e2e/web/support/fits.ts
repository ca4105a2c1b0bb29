import type { Page } from 'playwright-core'
import { expect } from 'vitest'

/** The narrowest and the widest screen that pages are made for, in CSS pixels. */
export const WIDTHS = [360, 1920] as const

/** Fails when the page can be scrolled sideways. */
export async function expectFits(page: Page): Promise<void> {
  const overflow = await page.evaluate(
    () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
  )
  expect(overflow, `scrolls sideways: ${page.url()}`).toBe(0)
}
