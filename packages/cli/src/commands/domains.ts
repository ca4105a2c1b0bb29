import { command } from '../command.ts'
import { collect, LIST } from '../lists.ts'
import { moment, table } from '../output.ts'

/** `domains …`. */
export const domainCommands = [
  command({
    name: 'domains list',
    summary: 'List the domains that the credential reaches',
    reach: 'server',
    args: [],
    options: LIST,
    examples: [
      ['domains list', 'Lists them'],
      ['domains list --json', 'The same for a program'],
    ],
    async run({ options, print, connect }) {
      const { client } = await connect()
      const listed = await collect(options, query => client.domains.list({ query }))
      print.result(listed, () =>
        table(
          ['SLUG', 'NAME', 'ROLE', 'CREATED', 'ID'],
          listed.items.map(({ slug, name, role, createdAt, id }) => [
            slug,
            name,
            role ?? '',
            moment(createdAt, ''),
            id,
          ]),
          'This credential reaches no domain.',
        ),
      )
    },
  }),
  command({
    name: 'domains create',
    summary: 'Make a domain, with its two application keys',
    reach: 'server',
    args: [{ name: 'SLUG', help: '1 to 63 of a-z, 0-9 and inner hyphens' }],
    options: { name: { type: 'string', value: 'NAME', help: 'For people; the slug unless given' } },
    examples: [['domains create shop --name "Web shop"', 'Makes the domain shop']],
    async run({ args, options, print, connect }) {
      const { client } = await connect()
      const domain = await client.domains.create({
        body: { slug: args.SLUG, name: options.name ?? args.SLUG },
      })
      print.result(domain, () => `Made the domain ${domain.slug} (${domain.id}).`)
    },
  }),
]
