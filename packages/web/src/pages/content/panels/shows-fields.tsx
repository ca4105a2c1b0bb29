import { useQuery } from '@tanstack/react-query'
import { useId } from 'react'
import { useCan } from '../../../app/session.tsx'
import { Checkbox, Field, FieldSet, Input, Radio, Select } from '../../../ui/field.tsx'
import { RelationPicker } from '../object/relation-picker.tsx'
import { isSortable, type ListField, listFieldsOf } from '../objects/list-field.ts'
import { contentTypesQuery } from '../types/types.queries.ts'
import { PanelFilter } from './panel-filter.tsx'
import type { ShowsDraft, ShowsProblems } from './shows-draft.ts'

const KINDS = [
  { id: 'object', label: 'An object', hint: 'One object, with all of its fields.' },
  { id: 'list', label: 'A list', hint: 'Objects of a type, as they are published.' },
  { id: 'url', label: 'An address of your own', hint: 'A page elsewhere, in a frame.' },
] as const

/** What a panel shows. */
export function ShowsFields({
  domain,
  value,
  problems,
  onChange,
}: {
  domain: string
  value: ShowsDraft
  problems: ShowsProblems
  onChange: (part: Partial<ShowsDraft>) => void
}) {
  const name = useId()
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] gap-4">
      <FieldSet legend="Shows" error={problems.kind}>
        <div className="grid gap-3 sm:grid-cols-3">
          {KINDS.map(({ id, label, hint }) => (
            <Radio
              key={id}
              name={name}
              label={label}
              hint={hint}
              checked={value.kind === id}
              onChange={() => onChange({ kind: id })}
            />
          ))}
        </div>
      </FieldSet>
      {value.kind === 'url' ? (
        <Field
          label="Address"
          hint="Of a page that lets itself be framed. It gets neither the key nor the link."
          error={problems.url}
        >
          <Input
            type="url"
            inputMode="url"
            placeholder="https://status.example.com"
            autoComplete="off"
            value={value.url}
            onChange={event => onChange({ url: event.target.value })}
          />
        </Field>
      ) : (
        <ContentFields domain={domain} value={value} problems={problems} onChange={onChange} />
      )}
    </div>
  )
}

type PartProps = Parameters<typeof ShowsFields>[0]

function ContentFields({ domain, value, problems, onChange }: PartProps) {
  const can = useCan(domain)
  const types = useQuery(contentTypesQuery(domain))
  const readable = (types.data ?? []).filter(type => can(`content.${type.name}:read`))
  return (
    <>
      <Field
        label="Content type"
        error={problems.type ?? types.error?.message}
        hint={types.data && readable.length === 0 ? 'There is none that you may read.' : undefined}
        className="max-w-md"
      >
        <Select
          value={value.type}
          onChange={event =>
            onChange({ type: event.target.value, id: '', sort: '-createdAt', filter: '' })
          }
        >
          <option value="">Choose a type</option>
          {readable.map(type => (
            <option key={type.name} value={type.name}>
              {type.label || type.name}
            </option>
          ))}
        </Select>
      </Field>
      {value.type !== '' && value.kind === 'object' && (
        <RelationPicker
          key={value.type}
          domain={domain}
          types={[value.type]}
          many={false}
          label="Object"
          error={problems.id}
          value={value.id === '' ? [] : [{ type: value.type, id: value.id }]}
          onChange={([chosen]) => onChange({ id: chosen?.id ?? '' })}
        />
      )}
      {value.kind === 'list' && (
        <ListFields
          domain={domain}
          value={value}
          problems={problems}
          fields={readable.filter(type => type.name === value.type).flatMap(listFieldsOf)}
          onChange={onChange}
        />
      )}
      <Checkbox
        label="Show drafts"
        hint="What editors see, before it is published. The key then needs to read the type itself."
        checked={value.view === 'draft'}
        onChange={event => onChange({ view: event.target.checked ? 'draft' : 'published' })}
      />
    </>
  )
}

const USUAL_ORDERS = [
  { id: '-createdAt', label: 'Newest first' },
  { id: 'createdAt', label: 'Oldest first' },
  { id: '-publishedAt', label: 'Published last first' },
] as const

function ListFields({
  domain,
  value,
  problems,
  fields,
  onChange,
}: PartProps & { fields: readonly ListField[] }) {
  const others = fields.filter(isSortable).flatMap(({ path, label }) => [
    { id: path, label: `${label}, ascending` },
    { id: `-${path}`, label: `${label}, descending` },
  ])
  const isUsual = (id: string) => USUAL_ORDERS.some(order => order.id === id)
  const orders = [...USUAL_ORDERS, ...others.filter(({ id }) => !isUsual(id))]
  const isKnown = orders.some(({ id }) => id === value.sort)
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] items-start gap-4 sm:grid-cols-2">
      <Field label="Order" error={problems.sort}>
        <Select value={value.sort} onChange={event => onChange({ sort: event.target.value })}>
          {!isKnown && <option value={value.sort}>{value.sort}</option>}
          {orders.map(({ id, label }) => (
            <option key={id} value={id}>
              {label}
            </option>
          ))}
        </Select>
      </Field>
      <Field
        label="How many"
        hint="1 to 50. The screen says when there are more."
        error={problems.limit}
      >
        <Input
          type="number"
          min={1}
          max={50}
          value={value.limit}
          onChange={event => onChange({ limit: event.target.value })}
        />
      </Field>
      {(fields.length > 0 || value.filter !== '') && (
        <PanelFilter
          key={fields.length > 0 ? value.type : ''}
          domain={domain}
          fields={fields}
          value={value.filter}
          error={problems.filter}
          onChange={filter => onChange({ filter })}
        />
      )}
    </div>
  )
}
