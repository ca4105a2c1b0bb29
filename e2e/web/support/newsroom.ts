import type { Page } from 'playwright-core'
import type { App } from './app.ts'
import { params } from './keys.ts'

/** Where the list of articles is. */
export const ARTICLES = '/d/main/content/objects/article'

/** Where objects of a type are, for the client. */
export const at = (type: string) => ({ ...params, type })

/** The titles that the list shows. */
export function titles(page: Page): Promise<string[]> {
  return page.getByRole('rowheader').getByRole('link').allInnerTexts()
}

/** Makes four articles and their two authors. */
export async function fillNewsroom(app: App): Promise<void> {
  const { contentTypes, objects } = app.client
  await contentTypes.create({
    params,
    body: {
      name: 'author',
      label: 'Authors',
      titleField: 'name',
      schema: { type: 'object', properties: { name: { type: 'string' } }, required: ['name'] },
    },
  })
  await contentTypes.create({
    params,
    body: {
      name: 'article',
      label: 'Articles',
      titleField: 'title',
      slugField: 'slug',
      schema: {
        type: 'object',
        required: ['title'],
        properties: {
          title: { type: 'string' },
          slug: { type: 'string', format: 'slug' },
          section: { type: 'string', enum: ['news', 'sport'] },
          author: { relation: ['author'] },
          price: { type: 'number' },
          tags: { type: 'array', items: { type: 'string' } },
          body: { type: 'string', format: 'markdown' },
        },
      },
    },
  })
  for (const [id, name] of Object.entries({ ann: 'Ann Gale', bob: 'Bob Harbour' })) {
    await objects.create({ params: at('author'), body: { id, fields: { name } } })
  }
  const articles = ['Storm', 'Regatta', 'Ferry', 'Market']
  for (const [place, title] of articles.entries()) {
    await objects.create({
      params: at('article'),
      body: {
        id: title.toLowerCase(),
        fields: {
          title,
          section: place % 2 === 0 ? 'news' : 'sport',
          author: { type: 'author', id: place < 3 ? 'ann' : 'bob' },
          price: place * 10,
          tags: place === 0 ? ['sea', 'wind'] : ['sea'],
          body: `About the lighthouse <b>and</b> the ${title}`,
        },
      },
    })
  }
}
