import type { Client } from '@keywright/contract'
import type { Measure } from '../lib/bench.ts'
import { CORES } from '../lib/children.ts'
import { duel, roundsFor } from '../lib/duel.ts'
import { perSecond, range, ratio } from '../lib/format.ts'
import { type Keywright, startKeywright } from '../lib/keywright.ts'
import { type LoadRequest, writeRequests } from '../lib/load.ts'
import { createSender } from '../lib/requests.ts'

const KEYS = 1000
const STORIES = 400
const WRITERS = 40
const PER_REQUEST = 100
const PAGE = 20

/** What GraphQL costs beside the list of the same objects with the same relation. */
export const contentGraphql: Measure = {
  name: 'content-graphql',
  title: 'A list with one relation by GraphQL, against the REST list with hydrate=1',
  async run(bench) {
    for (const engine of ['embedded', 'postgres'] as const) {
      const { place } = await bench[engine](KEYS)
      const server = await startKeywright(place, { core: CORES?.server })
      await addStories(server.owner)
      const { token } = await server.owner.keys.create({
        params: { domain: 'main' },
        body: { name: 'Reader of the measurement', scopes: ['content.*:read'] },
      })
      const headers = { authorization: `Bearer ${token}` }
      const graphql: LoadRequest = {
        method: 'POST',
        path: '/v1/domains/main/content/graphql',
        headers: { ...headers, 'content-type': 'application/json' },
        body: JSON.stringify({ query: QUERY }),
      }
      const rest: LoadRequest = {
        method: 'GET',
        path: `/v1/domains/main/content/objects/bench_story?limit=${PAGE}&hydrate=1`,
        headers,
      }
      const sizes = await compareAnswers(server.url, graphql, rest)
      const plain = { ...rest, path: rest.path.replace('&hydrate=1', '') }
      const empty = { ...graphql, body: JSON.stringify({ query: '{ _ok }' }) }
      for (const [measure, most, request, without] of [
        [`list of ${PAGE} with hydrate=1, queries more than without`, 2, rest, plain],
        [`GraphQL list of ${PAGE} with one relation, queries`, 3, graphql, empty],
      ] as const) {
        const queries = (await queriesOf(server, request)) - (await queriesOf(server, without))
        bench.row({
          measure: `${measure}, ${engine}`,
          bar: `<= ${most}`,
          result: String(queries),
          spread: 'counted, of one request',
          pass: queries <= most,
        })
      }
      const { throughputRatio, processorRatio, first, second } = await duel(
        {
          child: server,
          url: server.url,
          requests: writeRequests(bench.folder, `graphql-${engine}`, [graphql]),
        },
        {
          child: server,
          url: server.url,
          requests: writeRequests(bench.folder, `hydrated-${engine}`, [rest]),
        },
        roundsFor(bench.quick),
      )
      await server.stop()
      bench.row({
        measure: `GraphQL list of ${PAGE} with one relation, throughput against REST with hydrate=1, ${engine}`,
        bar: '>= 0.5 x',
        result: `${ratio(throughputRatio.median)} x`,
        spread: `${range(throughputRatio, ratio)}; by processor time ${ratio(processorRatio.median)} x; ${perSecond(first.perSecond.median)} against ${perSecond(second.perSecond.median)}`,
        pass: throughputRatio.median >= 0.5,
      })
      bench.say(`answers of ${sizes.graphql} and ${sizes.rest} bytes`)
    }
    bench.note(
      `The same server is asked by turns for the same ${PAGE} objects with all their fields and those of the object that each refers to; ${STORIES} objects that refer to ${WRITERS} others, one key, 64 connections. Queries are counted inside of the server; those of GraphQL without the ones that an empty query takes as well.`,
    )
  },
}

const QUERY = `{
  benchStorys(limit: ${PAGE}) {
    items {
      _id _title _state _version _publishedVersion _createdAt _createdBy { id label }
      _updatedAt _updatedBy { id label } _publishedAt
      title text price tags
      writer { _id _title _version _createdAt name about }
    }
    nextCursor
  }
}`

async function addStories(owner: Client) {
  const params = { domain: 'main' }
  await owner.contentTypes.create({
    params,
    body: {
      name: 'bench_writer',
      titleField: 'name',
      schema: {
        type: 'object',
        properties: { name: { type: 'string' }, about: { type: 'string' } },
      },
    },
  })
  await owner.contentTypes.create({
    params,
    body: {
      name: 'bench_story',
      titleField: 'title',
      schema: {
        type: 'object',
        properties: {
          title: { type: 'string' },
          text: { type: 'string' },
          price: { type: 'number' },
          tags: { type: 'array', items: { type: 'string' } },
          writer: { relation: ['bench_writer'] },
        },
      },
    },
  })
  await addObjects(owner, 'bench_writer', WRITERS, index => ({
    name: `Writer ${index}`,
    about: 'Writes stories. '.repeat(10),
  }))
  await addObjects(owner, 'bench_story', STORIES, index => ({
    title: `Story ${index}`,
    text: 'Words upon words. '.repeat(20),
    price: index / 4,
    tags: ['long', 'good', `number ${index}`],
    writer: { type: 'bench_writer', id: `bench_writer-${index % WRITERS}` },
  }))
}

async function addObjects(
  owner: Client,
  type: string,
  count: number,
  fieldsOf: (index: number) => Record<string, unknown>,
) {
  for (let from = 0; from < count; from += PER_REQUEST) {
    const operations = Array.from({ length: Math.min(PER_REQUEST, count - from) }, (_, offset) => ({
      op: 'create' as const,
      type,
      id: `${type}-${from + offset}`,
      fields: fieldsOf(from + offset),
    }))
    const { committed } = await owner.batch.run({
      params: { domain: 'main' },
      body: { operations },
    })
    if (!committed) throw new Error(`No objects of ${type} were made.`)
  }
}

/** How many queries the server makes for a request that it has answered before. */
async function queriesOf(server: Keywright, request: LoadRequest): Promise<number> {
  const sender = createSender(server.url, 1)
  await sender.send(request)
  const before = await server.queries()
  await sender.send(request)
  sender.close()
  return (await server.queries()) - before
}

/** Both must answer the same objects; throws when one of them does not. */
async function compareAnswers(url: string, graphql: LoadRequest, rest: LoadRequest) {
  const sender = createSender(url, 1)
  const [one, other] = [await sender.send(graphql), await sender.send(rest)]
  sender.close()
  const words = (body: string) => [...body.matchAll(/"(?:Story|Writer) \d+"/g)].length
  if (one.body.includes('"errors"') || words(one.body) !== words(other.body)) {
    throw new Error(`Different answers: ${one.body.slice(0, 500)}\n${other.body.slice(0, 500)}`)
  }
  return { graphql: one.body.length, rest: other.body.length }
}
