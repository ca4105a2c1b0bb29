import { setTimeout } from 'node:timers/promises'
import type { Measure } from '../lib/bench.ts'
import { milliseconds } from '../lib/format.ts'
import { spreadOver, tokenAt } from '../lib/keys.ts'
import { type Keywright, startKeywright } from '../lib/keywright.ts'
import { createSender, type Sender, verifyAll, verifyRequest } from '../lib/requests.ts'
import { percentile } from '../lib/statistics.ts'
import { nameAt } from '../seed/names.ts'

const KEYS = 1000
const BOUND = 1000
const POLLERS = 4

/** A key that is being revoked. Times are of `performance.now()`. */
interface Case {
  token: string
  /** When the first node had acknowledged the revocation. */
  acknowledgedAt: number
  /** When the second node's first refusal had arrived. */
  refusedAt: number
  acceptsAfterBound: number
  acceptsAfterRefusal: number
}

/** How soon a key that is revoked on one node is refused by another. */
export const revocation: Measure = {
  name: 'revocation',
  title: 'Revocation across two processes on one Postgres',
  async run(bench) {
    const { place, keys } = await bench.postgres(KEYS)
    const [nodeA, nodeB] = [await startKeywright(place), await startKeywright(place)]
    const indexes = spreadOver(keys, bench.quick ? 20 : 200)
    await verifyAll(nodeB.url, nodeB.caller, indexes.map(tokenAt))
    const ids = await idsOf(nodeA, indexes)
    const cases: Case[] = []
    const sender = createSender(nodeB.url, 2 * POLLERS)
    const watching = { stopped: false }
    // Half of the pollers keep asking for keys that were revoked before.
    const watchers = Array.from({ length: POLLERS }, () => watch(sender, nodeB, cases, watching))
    for (const index of indexes) {
      const revoked = newCase(tokenAt(index))
      const pollers = Array.from({ length: POLLERS }, () =>
        pollUntilRefused(sender, nodeB, revoked),
      )
      await setTimeout(20)
      await nodeA.owner.keys.revoke({
        params: { domain: 'main', id: ids.get(index) ?? '' },
        body: {},
      })
      revoked.acknowledgedAt = performance.now()
      await Promise.all(pollers)
      cases.push(revoked)
    }
    await setTimeout(2 * BOUND)
    watching.stopped = true
    await Promise.all(watchers)
    sender.close()
    await nodeA.stop()
    await nodeB.stop()

    const delays = cases.map(one => Math.max(0, one.refusedAt - one.acknowledgedAt))
    const p99 = percentile(delays, 0.99)
    bench.row({
      measure: `revocation to refusal on the other node, p99 of ${cases.length}`,
      bar: '< 1 s',
      result: milliseconds(p99),
      spread: `p50 ${milliseconds(percentile(delays, 0.5))}, longest ${milliseconds(Math.max(...delays))}`,
      pass: p99 < BOUND,
    })
    const late = cases.reduce((sum, one) => sum + one.acceptsAfterBound, 0)
    const revived = cases.reduce((sum, one) => sum + one.acceptsAfterRefusal, 0)
    bench.row({
      measure: 'accepts after the bound',
      bar: '0',
      result: String(late),
      spread: `${revived} after a refusal`,
      pass: late === 0 && revived === 0,
    })
    bench.note(
      `From the moment that the first node’s acknowledgement of a revocation has arrived to the moment that the second node’s first refusal has; ${POLLERS} clients ask the second node for that key without a pause, and ${POLLERS} more for keys revoked before, until two seconds after the last. A refusal that is there before the acknowledgement counts as 0 ms. An accept counts as late when it was asked for later than a second after the acknowledgement.`,
    )
  },
}

function newCase(token: string): Case {
  return {
    token,
    acknowledgedAt: Number.POSITIVE_INFINITY,
    refusedAt: Number.POSITIVE_INFINITY,
    acceptsAfterBound: 0,
    acceptsAfterRefusal: 0,
  }
}

/** Gives up long after the bound, so that a key which stays valid is seen and not waited for. */
async function pollUntilRefused(sender: Sender, node: Keywright, one: Case): Promise<void> {
  while (await ask(sender, node, one)) {
    if (performance.now() > one.acknowledgedAt + 10 * BOUND) return
  }
}

async function watch(
  sender: Sender,
  node: Keywright,
  cases: readonly Case[],
  until: { stopped: boolean },
): Promise<void> {
  for (let at = 0; !until.stopped; at++) {
    const one = cases[at % Math.max(1, cases.length)]
    if (one) await ask(sender, node, one)
    else await setTimeout(1)
  }
}

/** Asks once, takes note, and answers whether the key was accepted. */
async function ask(sender: Sender, node: Keywright, one: Case): Promise<boolean> {
  const askedAt = performance.now()
  const { body } = await sender.send(verifyRequest(node.caller, one.token))
  const accepted = body.startsWith('{"valid":true')
  if (!accepted) one.refusedAt = Math.min(one.refusedAt, performance.now())
  else {
    if (askedAt > one.acknowledgedAt + BOUND) one.acceptsAfterBound++
    if (askedAt > one.refusedAt) one.acceptsAfterRefusal++
  }
  return accepted
}

async function idsOf({ owner }: Keywright, indexes: readonly number[]) {
  const ids = new Map<number, string>()
  for (const index of indexes) {
    const search = nameAt(index)
    const { items } = await owner.keys.list({ params: { domain: 'main' }, query: { search } })
    const [key] = items
    if (key) ids.set(index, key.id)
  }
  return ids
}
