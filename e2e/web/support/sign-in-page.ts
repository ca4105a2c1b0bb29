import type { Page } from 'playwright-core'

/** Fills in the page to sign in, and sends it. */
export async function enterAt(
  page: Page,
  { email, password }: { email: string; password: string },
): Promise<void> {
  await page.getByLabel('E-mail').fill(email)
  await page.getByLabel('Password').fill(password)
  await page.keyboard.press('Enter')
}
