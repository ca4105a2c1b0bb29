import type { AuditEvent } from '@keywright/contract'
import { auditQuery, CHAIN, FILTER } from '../audit-options.ts'
import { command } from '../command.ts'
import { collect, LIST } from '../lists.ts'
import { table } from '../output.ts'

/** `audit list`. */
export const auditList = command({
  name: 'audit list',
  summary: 'List what happened, newest first',
  reach: 'server',
  args: [],
  options: { ...FILTER, ...CHAIN, ...LIST },
  examples: [
    ['audit list', 'The newest events of the domain'],
    ['audit list --action key. --from 2026-01-01T00:00:00Z', 'All about keys since New Year'],
    ['audit list --instance --action session.', 'Who signed in'],
  ],
  async run({ options, print, connect }) {
    const query = auditQuery(options)
    const { client, domain } = await connect()
    const slug = options.instance ? '' : await domain()
    const listed = await collect(options, page =>
      options.instance
        ? client.audit.listInstance({ query: { ...query, ...page } })
        : client.audit.list({ params: { domain: slug }, query: { ...query, ...page } }),
    )
    print.result(listed, () =>
      table(['TIME', 'WHO', 'FROM', 'WHAT', 'TO WHAT'], listed.items.map(cells), 'Nothing.'),
    )
    if (listed.more) print.note('There are more: --all or --limit N shows them.')
  },
})

function cells({ at, actor, ip, action, target }: AuditEvent): string[] {
  return [
    `${at.slice(0, 10)} ${at.slice(11, 19)}`,
    actor.label,
    ip ?? '',
    action,
    `${target.kind} ${target.label}`,
  ]
}
