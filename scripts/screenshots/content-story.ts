import type { Client } from '@keywright/contract'
import { uploadMedia } from './media-story.ts'

/** What the domain writes; types come before those that lead to them. */
const CONTENT_TYPES: Parameters<Client['contentTypes']['create']>[0]['body'][] = [
  {
    name: 'author',
    label: 'Author',
    description: 'Who writes for the magazine',
    titleField: 'name',
    schema: {
      type: 'object',
      required: ['name'],
      properties: {
        name: { type: 'string', title: 'Full name', maxLength: 120 },
        about: { type: 'string', format: 'markdown' },
        portrait: { media: true },
      },
    },
  },
  {
    name: 'article',
    label: 'Article',
    description: 'News and reports of the magazine',
    titleField: 'title',
    slugField: 'slug',
    schema: {
      type: 'object',
      required: ['title'],
      properties: {
        title: { type: 'string', maxLength: 120 },
        slug: { type: 'string', format: 'slug' },
        section: { type: 'string', enum: ['News', 'Reports', 'Opinion'] },
        body: { type: 'string', format: 'markdown' },
        minutes: { type: 'integer', title: 'Reading time', minimum: 1, exclusiveMaximum: 120 },
        authors: {
          type: 'array',
          items: { relation: ['author'] },
          uniqueItems: true,
          maxItems: 5,
        },
        cover: { media: true },
      },
    },
  },
]

/** Objects of these types; the last ones stay drafts. */
const OBJECTS: { type: string; id: string; fields: Record<string, unknown> }[] = [
  {
    type: 'author',
    id: 'ines',
    fields: { name: 'Ines Albrecht', about: 'Writes about **ports**.' },
  },
  { type: 'author', id: 'ravi', fields: { name: 'Ravi Menon' } },
  ...[
    ['north-quay', 'The north quay opens again', 'News'],
    ['cold-chain', 'How the cold chain holds', 'Reports'],
    ['last-mile', 'The last mile is the longest', 'Opinion'],
    ['night-shift', 'A night shift at the sorting hall', 'Reports'],
  ].map(([slug = '', title, section], index) => ({
    type: 'article',
    id: slug,
    fields: {
      ...{ title, slug, section, minutes: 4 + index },
      body: `## ${title}\n\nAt six in the morning the first lorries arrive.`,
      authors: [{ type: 'author', id: index % 2 === 0 ? 'ines' : 'ravi' }],
    },
  })),
]

/** So many objects at the end are drafts. */
const DRAFTS = 1

/** Makes all of it. */
export async function writeContent(client: Client, domain: string): Promise<void> {
  for (const body of CONTENT_TYPES) {
    await client.contentTypes.create({ params: { domain }, body })
  }
  for (const [index, { type, ...body }] of OBJECTS.entries()) {
    await client.objects.create({ params: { domain, type }, body })
    if (index >= OBJECTS.length - DRAFTS) continue
    await client.objects.publish({ params: { domain, type, id: body.id } })
  }
  await uploadMedia(client, domain)
}
