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

const MEASURES = [
  verify,
  http,
  peers,
  garbage,
  growth,
  memory,
  revocation,
  content,
  contentGraphql,
  contentSearch,
  contentRealtime,
  contentPeers,
]

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    quick: { type: 'boolean', default: false },
    // Writes the results of some measures, too: the table then has those only.
    write: { type: 'boolean', default: false },
  },
})
const names = MEASURES.map(measure => measure.name)
const unknown = positionals.filter(name => !names.includes(name))
if (unknown.length > 0) {
  console.error(`There is no measure ${unknown.join(', ')}; there are ${names.join(', ')}.`)
  process.exit(2)
}

if (GENERATOR === 'autocannon') await installPeers()
const session = openSession(values)
const groups: Group[] = []
try {
  for (const measure of MEASURES) {
    if (positionals.length > 0 && !positionals.includes(measure.name)) continue
    groups.push(await session.run(measure))
  }
} finally {
  await session.close()
}
printTable(groups)
if (values.quick || (positionals.length > 0 && !values.write)) {
  console.log('results.md stays as it is: only a whole run that is not quick is written down.')
} else {
  const path = fromHere('results.md')
  writeResults(path, await machineFacts(session.postgresVersion()), groups)
  console.log('Written to bench/results.md.')
}
