import type { ContentType } from '@keywright/contract'
import { useQuery } from '@tanstack/react-query'
import { useCan } from '../../../app/session.tsx'
import { countOf, formatCount } from '../../../lib/count.ts'
import { Skeleton } from '../../../ui/states.tsx'
import { Table } from '../../../ui/table.tsx'
import { Time } from '../../../ui/time.tsx'
import { countText, typeCountQuery } from './count.queries.ts'
import { isSchema } from './field-kind.ts'
import { DefinitionLink, ObjectsLink } from './objects-link.tsx'

/** Content types with what there is of them, and what they lead to. */
export function TypesTable({ domain, types }: { domain: string; types: readonly ContentType[] }) {
  const can = useCan(domain)
  return (
    <Table
      label="Content types"
      rows={types}
      rowKey={({ name }) => name}
      columns={[
        {
          id: 'label',
          heading: 'Content type',
          cell: ({ name, label, description }) => (
            <>
              {can(`content.${name}:read`) ? (
                <ObjectsLink domain={domain} type={name}>
                  {label}
                </ObjectsLink>
              ) : (
                <span className="font-medium">{label}</span>
              )}{' '}
              <code className="font-mono text-xs text-muted">{name}</code>
              {description !== '' && <p className="line-clamp-1 text-muted">{description}</p>}
            </>
          ),
        },
        {
          id: 'objects',
          heading: 'Objects',
          cell: type =>
            can(`content.${type.name}:read`) ? (
              <ObjectCount domain={domain} type={type} />
            ) : (
              <span className="text-muted">Not yours to see</span>
            ),
        },
        {
          id: 'fields',
          heading: 'Fields',
          wideOnly: true,
          cell: ({ schema }) =>
            Object.keys(isSchema(schema.properties) ? schema.properties : {}).length,
        },
        {
          id: 'relations',
          heading: 'Relates to',
          wideOnly: true,
          cell: ({ name, schema }) => {
            const targets = targetsOf(schema)
            if (targets.length === 0) return <span className="text-muted">Nothing</span>
            return (
              <span className="flex flex-wrap gap-x-3">
                {targets.map(target => (
                  <DefinitionLink key={target} domain={domain} type={target}>
                    {target === name ? 'itself' : target}
                  </DefinitionLink>
                ))}
              </span>
            )
          },
        },
        {
          id: 'updated',
          heading: 'Changed',
          wideOnly: true,
          cell: ({ updatedAt }) => <Time at={updatedAt} />,
        },
        {
          id: 'definition',
          heading: <span className="sr-only">Definition</span>,
          className: 'text-right',
          cell: ({ name, label }) => (
            <DefinitionLink domain={domain} type={name}>
              Definition<span className="sr-only"> of {label}</span>
            </DefinitionLink>
          ),
        },
      ]}
    />
  )
}

function ObjectCount({ domain, type }: { domain: string; type: ContentType }) {
  const { data, error } = useQuery(typeCountQuery(domain, type))
  if (data === undefined) return error ? <span className="text-muted">?</span> : <Skeleton />
  if (data.total === 0) return <span className="text-muted">None yet</span>
  return (
    <span className="whitespace-nowrap">
      {data.more ? countText(data) : countOf(data.total, 'object')}
      {!data.more && (
        <span className="block text-[0.8125rem] text-muted">
          {data.published === data.total
            ? 'all published'
            : `${formatCount(data.published)} published`}
        </span>
      )}
    </span>
  )
}

/** The types that the relations of a schema lead to, wherever they stand. */
function targetsOf(schema: unknown): string[] {
  if (Array.isArray(schema)) return [...new Set(schema.flatMap(targetsOf))]
  if (!isSchema(schema)) return []
  const own = Array.isArray(schema.relation) ? schema.relation.map(String) : []
  const parts = [schema.properties, schema.$defs].flatMap(part =>
    isSchema(part) ? Object.values(part) : [],
  )
  return [...new Set([...own, ...[...parts, schema.items].flatMap(targetsOf)])]
}
