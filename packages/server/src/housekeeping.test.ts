import { pino } from 'pino'
import { expect, it } from 'vitest'
import { createHousekeeping } from './housekeeping.ts'
import { createTestClock } from './testing/test-clock.ts'

const logger = pino({ level: 'silent' })

it('a chore that fails does not keep the others from being done', async () => {
  const done: number[] = []
  const clock = createTestClock()
  const housekeeping = createHousekeeping({
    clock,
    logger,
    chores: [
      { name: 'failing', run: () => Promise.reject(new Error('no')) },
      { name: 'working', run: async now => void done.push(now) },
    ],
  })
  await housekeeping.run()
  clock.advance(1)
  await housekeeping.run()
  await housekeeping.close()
  expect(done).toEqual([clock.now() - 1, clock.now()])
})

it('closing waits for the chore under way and begins no other', async () => {
  const events: string[] = []
  let finish = () => {}
  const housekeeping = createHousekeeping({
    clock: createTestClock(),
    logger,
    chores: [
      { name: 'slow', run: () => new Promise<void>(resolve => (finish = resolve)) },
      { name: 'next', run: async () => void events.push('next') },
    ],
  })
  const running = housekeeping.run()
  const closing = housekeeping.close().then(() => events.push('closed'))
  finish()
  await Promise.all([running, closing])
  expect(events).toEqual(['closed'])
})
