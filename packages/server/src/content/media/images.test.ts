import { expect, it } from 'vitest'
import { AppError } from '../../app-error.ts'
import { halves } from '../../testing/media-files.ts'
import { createImages } from './images.ts'

it('a crowd that wants images is refused beyond a bound, and the others get theirs', async () => {
  const images = createImages()
  const bytes = await halves(16, 16)
  const size = { width: 16, height: 16 }
  const variant = {
    width: 16,
    height: undefined,
    fit: 'inside',
    format: 'png',
    focus: { x: 50, y: 50 },
  } as const
  const render = () => images.render(bytes, size, variant)
  await render()
  const all = await Promise.allSettled(Array.from({ length: 80 }, render))
  const refused = all.flatMap(one => (one.status === 'rejected' ? [one.reason] : []))
  expect(refused.length).toBe(80 - 2 - 64)
  for (const error of refused) {
    expect(error).toBeInstanceOf(AppError)
    expect(error).toMatchObject({ code: 'IMAGES_BUSY', details: { retryAfterSeconds: 2 } })
  }
  expect((await render()).length).toBeGreaterThan(0)
})
