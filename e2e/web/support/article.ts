const text = { type: 'string' }

/** The schema of a type with every kind of field. */
export const ARTICLE = {
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
