import type { Client } from '@keywright/contract'
import { beforeAll } from 'vitest'
import type { TestServer } from './create-test-server.ts'

type UpdateBody = Parameters<Client['contentTypes']['update']>[0]['body']

/** Gives the tests of a block a domain to make, fill and change types in. */
export function useTypesScene(get: () => TestServer) {
  const params = { domain: 'acme' }
  const text = { type: 'string' }
  const number = { type: 'number' }
  // Filled before the first test.
  const scene = {} as { admin: Client }

  beforeAll(async () => {
    const { seed, client } = get()
    const { id } = await seed.domain('acme')
    scene.admin = client(await seed.user('ana', { roles: { [id]: 'ADMIN' } }))
  })

  const schema = (properties: object, required: string[] = []) => ({
    type: 'object',
    properties,
    required,
  })
  const at = (type: string) => ({ ...params, type })
  const create = (name: string, properties: object, titleField?: string) =>
    scene.admin.contentTypes.create({
      params,
      body: { name, schema: schema(properties), ...(titleField && { titleField }) },
    })
  const update = (type: string, body: UpdateBody) =>
    scene.admin.contentTypes.update({ params: at(type), body })
  const write = (type: string, id: string, fields: Record<string, unknown>) =>
    scene.admin.objects.create({ params: at(type), body: { id, fields } })
  const read = (type: string, id: string) =>
    scene.admin.objects.read({ params: { ...at(type), id } })
  const publish = (type: string, id: string) =>
    scene.admin.objects.publish({ params: { ...at(type), id } })
  const find = async (type: string, filter: object) => {
    const query = { filter: JSON.stringify(filter), sort: 'id' }
    return (await scene.admin.objects.list({ params: at(type), query })).items.map(({ id }) => id)
  }
  const stored = (id: string) =>
    get()
      .server.foundation.database.db.selectFrom('content_objects')
      .selectAll()
      .where('id', '=', id)
      .executeTakeFirstOrThrow()

  return {
    scene,
    params,
    text,
    number,
    schema,
    at,
    create,
    update,
    write,
    read,
    publish,
    find,
    stored,
  }
}
