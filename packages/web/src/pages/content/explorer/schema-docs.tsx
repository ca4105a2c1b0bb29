import { type GraphQLNamedType, type GraphQLSchema, isIntrospectionType } from 'graphql'
import { ChevronRight, House } from 'lucide-react'
import { Fragment, useId, useMemo, useState } from 'react'
import { Button } from '../../../ui/button.tsx'
import { Input } from '../../../ui/field.tsx'
import { TypeDocs, TypeLink } from './type-docs.tsx'

const HITS_SHOWN = 50

/** What the schema has: types with their fields, one leading to the other, and a search over all. */
export function SchemaDocs({
  schema,
  path,
  onPathChange,
}: {
  schema: GraphQLSchema
  /** The types that were opened one from the other; empty: the beginning. */
  path: readonly string[]
  onPathChange: (path: readonly string[]) => void
}) {
  const [search, setSearch] = useState('')
  const current = path.at(-1)
  const type = current === undefined ? undefined : schema.getType(current)
  function open(name: string) {
    setSearch('')
    const seen = path.indexOf(name)
    onPathChange(seen < 0 ? [...path, name] : path.slice(0, seen + 1))
  }
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] content-start gap-3">
      <Input
        type="search"
        aria-label="Search types and fields"
        placeholder="Search types and fields"
        value={search}
        autoComplete="off"
        spellCheck={false}
        onChange={event => setSearch(event.target.value)}
      />
      {search.trim() !== '' ? (
        <Hits schema={schema} search={search.trim().toLowerCase()} onOpen={open} />
      ) : (
        <>
          {path.length > 0 && <Way path={path} onPathChange={onPathChange} />}
          {type ? (
            <TypeDocs schema={schema} type={type} onOpen={open} />
          ) : (
            <Beginning schema={schema} onOpen={open} />
          )}
        </>
      )}
    </div>
  )
}

/** The way back, type by type. */
function Way({
  path,
  onPathChange,
}: {
  path: readonly string[]
  onPathChange: (path: readonly string[]) => void
}) {
  return (
    <nav aria-label="Documentation" className="flex flex-wrap items-center gap-1">
      <Button variant="ghost" size="small" onClick={() => onPathChange([])}>
        <House aria-hidden /> All types
      </Button>
      {path.slice(0, -1).map((name, index) => (
        <Fragment key={name}>
          <ChevronRight aria-hidden className="size-3.5 text-muted" />
          <TypeLink name={name} onOpen={() => onPathChange(path.slice(0, index + 1))} />
        </Fragment>
      ))}
    </nav>
  )
}

function Beginning({ schema, onOpen }: { schema: GraphQLSchema; onOpen: (name: string) => void }) {
  const roots = [schema.getQueryType(), schema.getMutationType()].filter(type => type != null)
  const others = ownTypes(schema).filter(type => !roots.some(root => root.name === type.name))
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] gap-4">
      <Names title="Where a text begins" types={roots} onOpen={onOpen} />
      <Names title="All types" types={others} onOpen={onOpen} />
    </div>
  )
}

function Names({
  title,
  types,
  onOpen,
}: {
  title: string
  types: readonly GraphQLNamedType[]
  onOpen: (name: string) => void
}) {
  const id = useId()
  return (
    <section aria-labelledby={id}>
      <h3 id={id} className="mb-1 text-xs font-medium text-muted">
        {title}
      </h3>
      <ul className="grid gap-0.5">
        {types.map(({ name }) => (
          <li key={name}>
            <TypeLink name={name} onOpen={onOpen} />
          </li>
        ))}
      </ul>
    </section>
  )
}

function Hits({
  schema,
  search,
  onOpen,
}: {
  schema: GraphQLSchema
  search: string
  onOpen: (name: string) => void
}) {
  const entries = useMemo(() => entriesOf(schema), [schema])
  const hits = entries.filter(({ text }) => text.includes(search))
  return (
    <div>
      <p role="status" className="mb-1 text-xs text-muted">
        {hits.length === 0
          ? 'Nothing is called that.'
          : hits.length > HITS_SHOWN
            ? `The first ${HITS_SHOWN} of ${hits.length}`
            : `${hits.length} found`}
      </p>
      <ul className="grid gap-0.5">
        {hits.slice(0, HITS_SHOWN).map(({ type, field }) => (
          <li key={`${type}.${field ?? ''}`}>
            <TypeLink name={type} field={field} onOpen={onOpen} />
          </li>
        ))}
      </ul>
    </div>
  )
}

interface Entry {
  type: string
  field?: string
  text: string
}

function entriesOf(schema: GraphQLSchema): Entry[] {
  return ownTypes(schema).flatMap(type => [
    { type: type.name, text: type.name.toLowerCase() },
    ...('getFields' in type ? Object.keys(type.getFields()) : []).map(field => ({
      type: type.name,
      field,
      text: field.toLowerCase(),
    })),
  ])
}

function ownTypes(schema: GraphQLSchema): GraphQLNamedType[] {
  return Object.values(schema.getTypeMap())
    .filter(type => !isIntrospectionType(type))
    .toSorted((a, b) => a.name.localeCompare(b.name))
}
