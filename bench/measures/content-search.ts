import { VOCABULARY, wordAt } from '../lib/articles.ts'
import type { Bench, Measure, SeededPlace } from '../lib/bench.ts'
import { CORES, run } from '../lib/children.ts'
import { grouped, milliseconds } from '../lib/format.ts'
import { startKeywright } from '../lib/keywright.ts'
import { fromHere } from '../lib/paths.ts'
import { timeCalls } from '../lib/quiet.ts'

const KEYS = 500
const BAR = 50
/** Calls of each search before anything is timed, as with the lists. */
const WARM_UP = 100

/** What full text costs, for rare words and for those that every object has. */
export const contentSearch: Measure = {
  name: 'content-search',
  title: 'Search among 100 000 objects',
  async run(bench) {
    const objects = bench.quick ? 5000 : 100_000
    for (const engine of ['embedded', 'postgres'] as const) {
      const seeded = await bench[engine](KEYS)
      const seconds = await addArticles(seeded, objects)
      bench.note(`${engine}: ${grouped(objects / seconds)} objects indexed in a second.`)
      await searches(bench, engine, seeded, objects)
    }
    bench.note(
      'Searches: the owner’s session, the first 20 hits with their excerpts and the counts of all types, one after the other, 200 times each with other words where there are any, after 100 calls of each search; the client’s work is in the figure. Calls during which the server or the client waited for a processor are left out, and counted. Objects have about 150 words of 20 000, spread as in texts.',
    )
  },
}

async function addArticles({ place }: SeededPlace, count: number): Promise<number> {
  const program = fromHere('seed/content-search.ts')
  const args = ['--import', 'tsx', '--conditions=source', program, String(count)]
  return Number(await run(process.execPath, args, { env: { ...place } }))
}

/** What people look for, by the way that the database finds it. */
const SEARCHES: Record<string, (index: number) => string> = {
  'a word of one object': index => `n${index}`,
  'a word of one in a thousand': () => 'seldom',
  'words of many and of few': index => wordAt((index * 97) % VOCABULARY),
  'two words of many': index => `${wordAt(index % 20)} ${wordAt(20 + (index % 20))}`,
  'a word of every title': () => 'headline',
  'a word of every text': () => 'everywhere',
  'two words of every object': () => 'everywhere headline',
  'one letter': index => 'bcdfglmnprstvz'.charAt(index % 14),
  'the beginning of a word of every text': index => 'everywhere'.slice(0, 2 + (index % 8)),
  'a word of every text and the beginning of many': index => `everywhere ${wordAt(index % 50)}`,
}

async function searches(bench: Bench, engine: string, { place }: SeededPlace, objects: number) {
  const server = await startKeywright(place, { core: CORES?.server })
  async function search(words: string) {
    const { facets } = await server.owner.search.content({
      params: { domain: 'main' },
      query: { q: words, limit: 20 },
    })
    if (facets.length > 1) throw new Error('There is one type.')
  }
  for (const wordsOf of Object.values(SEARCHES)) {
    for (let index = 0; index < WARM_UP; index++) await search(wordsOf(index))
  }
  for (const [name, wordsOf] of Object.entries(SEARCHES)) {
    const { p99, spread } = await timeCalls(server, bench.quick ? 30 : 200, index =>
      search(wordsOf(index)),
    )
    bench.row({
      measure: `search, ${name}, ${grouped(objects)} objects, ${engine}, p99`,
      bar: `<= ${BAR} ms`,
      result: milliseconds(p99),
      spread,
      pass: p99 <= BAR,
    })
  }
  await server.stop()
}
