import { ROUTE_METHODS } from '@keywright/contract'
import { Plus, Trash2 } from 'lucide-react'
import { memo, useCallback, useMemo, useRef } from 'react'
import { Combobox } from '../../access/combobox.tsx'
import { matching, type Suggestion } from '../../access/resources.ts'
import type { FieldErrors } from '../../app/use-field-errors.ts'
import { Button, IconButton } from '../../ui/button.tsx'
import { Input, Select } from '../../ui/field.tsx'
import { ANY_KEY, nextRow, type RouteDraft } from './api-draft.ts'

const GRID =
  'grid grid-cols-[minmax(0,1fr)_auto] gap-2 md:grid-cols-[7.5rem_minmax(0,1fr)_minmax(0,1fr)_auto]'

/** The routes of an API, and what each needs. Their order is of no matter: the most specific wins. */
export function RoutesEditor({
  value,
  permissions,
  errors,
  disabled,
  onChange,
}: {
  value: readonly RouteDraft[]
  /** What can be chosen for a route. */
  permissions: readonly string[]
  errors: FieldErrors
  disabled: boolean
  onChange: (value: readonly RouteDraft[]) => void
}) {
  const suggestions = useMemo(() => permissionSuggestions(permissions), [permissions])
  // The rows are only drawn again when they change themselves: there may be a thousand.
  const current = useRef({ value, onChange })
  current.current = { value, onChange }
  const change = useCallback((row: number, changes: Partial<RouteDraft> | null) => {
    const { value, onChange } = current.current
    onChange(
      changes === null
        ? value.filter(route => route.row !== row)
        : value.map(route => (route.row === row ? { ...route, ...changes } : route)),
    )
  }, [])

  return (
    <div className="grid grid-cols-[minmax(0,1fr)] gap-3">
      {value.length === 0 ? (
        <p className="text-muted">
          None yet. A route says which permission a request needs, by its method and path: as in{' '}
          <code className="font-mono">GET /articles/:id</code> or{' '}
          <code className="font-mono">* /files/*</code>.
        </p>
      ) : (
        <div aria-hidden className={`${GRID} text-xs text-muted max-md:hidden`}>
          <span>Method</span>
          <span>Path</span>
          <span>Permission</span>
          <span className="w-9" />
        </div>
      )}
      {value.map((route, index) => (
        <RouteRow
          key={route.row}
          number={index + 1}
          value={route}
          suggestions={suggestions}
          pathError={errors.get(`/routes/${index}/path`) ?? errors.get(`/routes/${index}`)}
          permissionError={errors.get(`/routes/${index}/permission`)}
          disabled={disabled}
          onChange={change}
        />
      ))}
      {!disabled && (
        <Button
          className="justify-self-start"
          onClick={() =>
            onChange([...value, { row: nextRow(), method: 'GET', path: '', permission: '' }])
          }
        >
          <Plus aria-hidden /> Add route
        </Button>
      )}
    </div>
  )
}

function permissionSuggestions(permissions: readonly string[]): Suggestion[] {
  const any = { value: ANY_KEY, detail: 'Every active key of the domain, whatever its rules' }
  return [...permissions.map(value => ({ value })), any]
}

const RouteRow = memo(function RouteRow({
  number,
  value,
  suggestions,
  pathError,
  permissionError,
  disabled,
  onChange,
}: {
  number: number
  value: RouteDraft
  suggestions: readonly Suggestion[]
  pathError: string | undefined
  permissionError: string | undefined
  disabled: boolean
  onChange: (row: number, changes: Partial<RouteDraft> | null) => void
}) {
  const { row, method, path, permission } = value
  const errorId = `route-${row}-error`
  const problems = [
    pathError && `Path: ${pathError}`,
    permissionError && `Permission: ${permissionError}`,
  ].filter(Boolean)
  const described = problems.length > 0 ? errorId : undefined
  return (
    <fieldset className="min-w-0" disabled={disabled}>
      <legend className="sr-only">{`Route ${number}`}</legend>
      <div className={GRID}>
        <Select
          aria-label={`Method of route ${number}`}
          value={method}
          onChange={event => {
            const chosen = ROUTE_METHODS.find(known => known === event.target.value)
            if (chosen) onChange(row, { method: chosen })
          }}
          className="max-md:col-start-1"
        >
          {ROUTE_METHODS.map(known => (
            <option key={known} value={known}>
              {known === '*' ? '* (any)' : known}
            </option>
          ))}
        </Select>
        <Input
          aria-label={`Path of route ${number}`}
          aria-invalid={pathError ? true : undefined}
          aria-describedby={described}
          value={path}
          onChange={event => onChange(row, { path: event.target.value })}
          placeholder="/articles/:id"
          autoComplete="off"
          spellCheck={false}
          className="font-mono text-[0.8125rem] max-md:col-start-1"
        />
        <div className="min-w-0 max-md:col-start-1">
          <Combobox
            aria-label={`Permission of route ${number}`}
            aria-invalid={permissionError ? true : undefined}
            aria-describedby={described}
            listLabel="Permissions"
            mono
            text={permission}
            onText={text => onChange(row, { permission: text })}
            onPick={picked => onChange(row, { permission: picked })}
            suggestions={
              suggestions.some(({ value }) => value === permission)
                ? suggestions.slice(0, 50)
                : matching(suggestions, permission)
            }
            placeholder="Choose or type one"
          />
        </div>
        {!disabled && (
          <IconButton
            label={`Remove route ${number}`}
            className="max-md:col-start-2 max-md:row-start-1"
            onClick={() => onChange(row, null)}
          >
            <Trash2 aria-hidden />
          </IconButton>
        )}
      </div>
      {problems.length > 0 && (
        <p id={errorId} role="alert" className="mt-1 text-[0.8125rem] text-danger">
          {problems.join(' ')}
        </p>
      )}
    </fieldset>
  )
})
