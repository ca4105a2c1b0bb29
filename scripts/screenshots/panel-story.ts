import type { Client } from '@keywright/contract'

/** Makes the screens of the domain; answers the id and the link of one of them. */
export async function hangPanels(client: Client, domain: string) {
  const make = (body: Parameters<Client['panels']['create']>[0]['body']) =>
    client.panels.create({ params: { domain }, body })
  await make({
    name: 'Newsroom',
    shows: { kind: 'list', type: 'article', sort: '-publishedAt', limit: 8 },
    expiresInDays: 365,
  })
  await make({
    name: 'Carrier status',
    shows: { kind: 'url', url: 'https://status.example.com/carriers' },
    expiresInDays: 90,
  })
  const { panel, link } = await make({
    name: 'Reception',
    shows: { kind: 'object', type: 'article', id: 'north-quay' },
    expiresInDays: 365,
  })
  return { id: panel.id, link }
}
