import type { Page } from 'playwright-core'
import type { App } from './app.ts'
import { params } from './keys.ts'
import { openPage } from './page.ts'

const text = { type: 'string' }

/** The schema of a type with every kind of field. */
const ARTICLE = {
  type: 'object',
  required: ['title', 'kind'],
  properties: {
    body: { type: 'string', format: 'markdown', title: 'Story', maxLength: 60 },
    title: { type: 'string', minLength: 3 },
    slug: { type: 'string', format: 'slug' },
    kind: { type: 'string', enum: ['news', 'guide'] },
    price: { type: 'number', minimum: 0 },
    day: { type: 'string', format: 'date' },
    startsAt: { type: 'string', format: 'date-time' },
    featured: { type: 'boolean' },
    author: { relation: ['author'] },
    cover: { media: true },
    tags: { type: 'array', items: text },
    seo: {
      type: 'object',
      title: 'Search engines',
      required: ['heading'],
      properties: { heading: text },
    },
    steps: {
      type: 'array',
      items: {
        ...{ type: 'object', title: 'Step', required: ['what'] },
        properties: { what: text, size: { ...text, default: 'small' } },
      },
    },
    layout: { type: 'object', properties: { full: { type: 'boolean', default: true } } },
  },
}

/** Where objects are in the backoffice. */
export const OBJECTS = '/d/main/content/objects'

/** Makes the types, and two authors. */
export async function makeArticles(app: App): Promise<void> {
  const { write } = articlesOf(() => app)
  const { contentTypes } = app.client
  const author = { type: 'object', required: ['name'], properties: { name: text } }
  await contentTypes.create({
    params,
    body: { name: 'author', label: 'Author', titleField: 'name', schema: author },
  })
  await contentTypes.create({
    params,
    body: {
      ...{ name: 'article', label: 'Article', titleField: 'title', slugField: 'slug' },
      fieldOrder: ['title', 'slug', 'body'],
      schema: ARTICLE,
    },
  })
  await write('author', 'ann', { name: 'Ann Lighthouse' })
  await write('author', 'bob', { name: 'Bob Harbour' })
}

/** Objects of an installation, once it is there. */
export function articlesOf(app: () => App) {
  const at = (type: string, id: string) => ({ params: { ...params, type, id } })
  return {
    at,
    read: (type: string, id: string) => app().client.objects.read(at(type, id)),
    patch: (id: string, fields: object) =>
      app().client.objects.patch({ ...at('article', id), body: { fields: { ...fields } } }),
    write: (type: string, id: string, fields: Record<string, unknown>) =>
      app().client.objects.create({ params: { ...params, type }, body: { id, fields } }),
    open: (id: string, search = ''): Promise<Page> =>
      openPage(app(), { path: `${OBJECTS}/article/${id}${search}` }),
  }
}
