import { expect, it } from 'vitest'
import { AppError } from '../../app-error.ts'
import { halves } from '../../testing/media-files.ts'
import { createTurns } from './image-turns.ts'
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
  const render = (asker = 'one') => images.render(asker, async () => bytes, size, variant)
  await render()
  const crowd = Array.from({ length: 80 }, () => render())
  const other = render('two')
  const all = await Promise.allSettled(crowd)
  const refused = all.flatMap(one => (one.status === 'rejected' ? [one.reason] : []))
  expect(refused.length).toBe(80 - 2 - 64)
  for (const error of refused) {
    expect(error).toBeInstanceOf(AppError)
    expect(error).toMatchObject({ code: 'IMAGES_BUSY', details: { retryAfterSeconds: 2 } })
  }
  expect((await other).length).toBeGreaterThan(0)
  expect((await render()).length).toBeGreaterThan(0)
})

it('who asks for one image waits for one of whoever asks for many', async () => {
  const turn = createTurns({ atOnce: 1, waiting: 4, ofOneName: 3 })
  const done: string[] = []
  const work = (name: string) => turn(name, async () => void done.push(name))
  const all = ['many', 'many', 'many', 'many', 'few'].map(work)
  const refused = await Promise.allSettled(['many', 'other'].map(work))
  expect(refused).toMatchObject([
    { reason: { code: 'IMAGES_BUSY' } },
    { reason: { code: 'IMAGES_BUSY' } },
  ])
  await Promise.all(all)
  expect(done).toEqual(['many', 'many', 'few', 'many', 'many'])
  await work('other')
})
