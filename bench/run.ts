// `npm run bench [-- [--quick] [names…]]`: every speed and memory figure that is promised, against its bar.
import { parseArgs } from 'node:util'
import { openSession } from './lib/bench.ts'
import { GENERATOR } from './lib/load.ts'
import { machineFacts } from './lib/machine.ts'
import { fromHere } from './lib/paths.ts'
import { installPeers } from './lib/peers.ts'
import { type Group, printTable, writeResults } from './lib/results.ts'
import { content } from './measures/content.ts'
import { contentGraphql } from './measures/content-graphql.ts'
import { contentPeers } from './measures/content-peers.ts'
import { contentRealtime } from './measures/content-realtime.ts'
import { contentSearch } from './measures/content-search.ts'
import { garbage } from './measures/garbage.ts'
import { growth } from './measures/growth.ts'
import { http } from './measures/http.ts'
import { memory } from './measures/memory.ts'
import { peers } from './measures/peers.ts'
import { revocation } from './measures/revocation.ts'
import { verify } from './measures/verify.ts'

/** What is measured, by the file that has the results. */
const MEASURES = {
  'results.md': [verify, http, peers, garbage, growth, memory, revocation],
  'results-content.md': [content, contentGraphql, contentSearch, contentRealtime, contentPeers],
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    quick: { type: 'boolean', default: false },
    // Writes the results of some measures, too: their table then has those only.
    write: { type: 'boolean', default: false },
  },
})
const names = Object.values(MEASURES).flatMap(measures => measures.map(({ name }) => name))
const unknown = positionals.filter(name => !names.includes(name))
if (unknown.length > 0) {
  console.error(`There is no measure ${unknown.join(', ')}; there are ${names.join(', ')}.`)
  process.exit(2)
}

if (GENERATOR === 'autocannon') await installPeers()
const session = openSession(values)
const measured: { file: string; groups: Group[] }[] = []
try {
  for (const [file, measures] of Object.entries(MEASURES)) {
    const groups: Group[] = []
    for (const measure of measures) {
      if (positionals.length > 0 && !positionals.includes(measure.name)) continue
      groups.push(await session.run(measure))
    }
    if (groups.length > 0) measured.push({ file, groups })
  }
} finally {
  await session.close()
}
printTable(measured.flatMap(({ groups }) => groups))
if (values.quick || (positionals.length > 0 && !values.write)) {
  console.log('Nothing is written down: that takes a whole run that is not quick, or --write.')
} else {
  const facts = await machineFacts(session.postgresVersion())
  for (const { file, groups } of measured) {
    writeResults(fromHere(file), facts, groups)
    console.log(`Written to bench/${file}.`)
  }
}
