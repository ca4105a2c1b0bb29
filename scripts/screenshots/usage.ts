import type { IssuedKey, Key, Outcome } from '@keywright/contract'
import type { App } from '../../e2e/web/support/app.ts'
import type { Tally } from '../../packages/server/src/usage/tally.ts'
import { writeUsage } from '../../packages/server/src/usage/usage.store.ts'
import { KEYS, type KeyStory } from './story.ts'

const HOUR = 3_600_000
const DAY = 24 * HOUR

/** Writes the requests of the last month: more by day than by night, fewer at weekends, some refused. */
export async function useKeys(app: App, issued: ReadonlyMap<string, IssuedKey>): Promise<void> {
  const { database } = app.server.server.foundation
  const now = app.clock.now()
  const random = createRandom()
  for (let at = now - 31 * DAY; at <= now; at += HOUR) {
    const tallies = KEYS.flatMap(story => {
      const key = issued.get(story.body.name)?.key
      return key ? talliesOf(story, key, at, (now - at) / DAY, random()) : []
    })
    const minute = Math.floor(at / 60_000) * 60_000
    await database.write(tx => writeUsage(tx, 'node', { minute, tallies, lateAccepts: [] }))
  }
}

/** What was noted of a key in an hour: after a rotation the clients move over one by one. */
function talliesOf(story: KeyStory, key: Key, at: number, daysAgo: number, luck: number): Tally[] {
  const { perHour = 0, idleDays = 0, rotatedDaysAgo = 0, refusedAs } = story
  if (at < new Date(key.createdAt).getTime() || daysAgo < idleDays) return []
  const count = Math.round(perHour * waveAt(at) * (0.8 + 0.4 * luck))
  const endedAs = endOf(story, daysAgo)
  const moved = daysAgo < rotatedDaysAgo ? 1 - daysAgo / rotatedDaysAgo : 0
  const [first, second] = key.secrets.toSorted((a, b) => a.createdAt.localeCompare(b.createdAt))
  return [
    { secret: first, part: Math.round(count * (1 - moved)) },
    { secret: second, part: Math.round(count * moved) },
  ].flatMap(({ secret, part }) => {
    if (!secret || part === 0) return []
    const refused = endedAs ? part : Math.round(refusedAs ? part * 0.04 * luck : 0)
    const outcome = endedAs ?? refusedAs
    return [
      {
        domainId: key.domainId,
        keyId: key.id,
        secretId: secret.id,
        valid: part - refused,
        others: outcome && refused > 0 ? new Map([[outcome, refused]]) : undefined,
        lastUsedAt: part > refused ? at : 0,
        ip: story.ip ?? '203.0.113.24',
        userAgent: story.userAgent ?? 'undici',
        open: false,
      },
    ]
  })
}

function endOf(
  { disabledDaysAgo, revokedDaysAgo }: KeyStory,
  daysAgo: number,
): Outcome | undefined {
  if (revokedDaysAgo !== undefined && daysAgo < revokedDaysAgo) return 'REVOKED'
  return disabledDaysAgo !== undefined && daysAgo < disabledDaysAgo ? 'DISABLED' : undefined
}

/** How busy a moment is, 1 in the middle of a usual day. */
function waveAt(at: number): number {
  const hour = (at % DAY) / HOUR
  const weekday = new Date(at).getUTCDay()
  const byDay = 0.2 + 0.8 * Math.max(0, Math.sin(((hour - 5) / 16) * Math.PI))
  return byDay * (weekday === 0 || weekday === 6 ? 0.45 : 1)
}

/** Pictures of the same sources look the same. */
function createRandom(): () => number {
  let state = 42
  return () => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648
    return state / 2_147_483_648
  }
}
