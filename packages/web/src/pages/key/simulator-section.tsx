import type { Key } from '@keywright/contract'
import { ROUTE_METHODS } from '@keywright/contract'
import { canonicalIp } from '@keywright/core'
import { useQuery } from '@tanstack/react-query'
import { FlaskConical } from 'lucide-react'
import { type ReactNode, useRef, useState } from 'react'
import { NotRead } from '../../access/not-read.tsx'
import { api } from '../../app/api.ts'
import { apisQuery, resourcesQuery } from '../../app/queries.ts'
import { useCan } from '../../app/session.tsx'
import { useAction } from '../../app/use-action.ts'
import { Button } from '../../ui/button.tsx'
import { Card } from '../../ui/card.tsx'
import { Field, FieldSet, Input, Radio, Select } from '../../ui/field.tsx'
import { Empty, SkeletonRows } from '../../ui/states.tsx'
import { ExplanationPanel } from './explanation.tsx'
import { problemAt } from './problem-at.ts'

const METHODS = ROUTE_METHODS.filter(method => method !== '*')

type Question = Parameters<typeof api.keys.explain>[0]['body']

/** Asks whether the key may make a request, and why not. Nothing is sent to the API. */
export function SimulatorSection({ domain, value: key }: { domain: string; value: Key }) {
  const [by, setBy] = useState<'permission' | 'request'>('permission')
  const [ip, setIp] = useState('')
  const ipField = useRef<HTMLInputElement>(null)
  const action = useAction({
    run: (question: Question) =>
      api.keys.explain({
        params: { domain, id: key.id },
        body: ip.trim() === '' ? question : { ...question, ip: ip.trim() },
      }),
    // Shown at the fields.
    onRefused: error => problemAt(error, '') !== undefined,
  })
  const ipError =
    ip.trim() !== '' && canonicalIp(ip.trim()) === undefined
      ? 'An address, as in 203.0.113.7 or 2001:db8::7.'
      : undefined
  const [showsIpError, setShowsIpError] = useState(false)
  const refusedIp = problemAt(action.error, '/ip')
  const refusedPath = problemAt(action.error, '/path')
  // What no field of its own shows.
  const error =
    refusedIp === undefined && refusedPath === undefined ? problemAt(action.error, '') : undefined

  function ask(question: Question) {
    setShowsIpError(ipError !== undefined)
    if (ipError === undefined) action.mutate(question)
    else ipField.current?.focus()
  }

  const address = (
    <Field
      label="Client address"
      optional
      hint="Matters where the key has an address list."
      error={(showsIpError ? ipError : undefined) ?? refusedIp}
    >
      <Input
        ref={ipField}
        value={ip}
        onChange={event => setIp(event.target.value)}
        placeholder="203.0.113.7"
        autoComplete="off"
      />
    </Field>
  )

  return (
    <div className="grid grid-cols-[minmax(0,1fr)] items-start gap-5 lg:grid-cols-[minmax(0,1fr)_minmax(0,1fr)]">
      <Card
        title="Simulator"
        description="What would be answered to a request with this key. Nothing is sent to the API."
      >
        <div className="grid grid-cols-[minmax(0,1fr)] gap-4">
          <FieldSet legend="Ask by">
            <div className="flex flex-wrap gap-x-5 gap-y-2">
              <Radio
                name="by"
                label="Permission"
                checked={by === 'permission'}
                onChange={() => setBy('permission')}
              />
              <Radio
                name="by"
                label="Request to an API"
                checked={by === 'request'}
                onChange={() => setBy('request')}
              />
            </div>
          </FieldSet>
          {by === 'permission' ? (
            <PermissionForm domain={domain} error={error} busy={action.isPending} onAsk={ask}>
              {address}
            </PermissionForm>
          ) : (
            <RequestForm
              domain={domain}
              error={error}
              pathError={refusedPath}
              busy={action.isPending}
              onAsk={ask}
            >
              {address}
            </RequestForm>
          )}
        </div>
      </Card>
      <div aria-live="polite">
        {action.data ? (
          <ExplanationPanel explanation={action.data} />
        ) : (
          <Empty icon={FlaskConical} title="No question yet">
            The answer says whether the key may do it, and which layer stands in the way.
          </Empty>
        )}
      </div>
    </div>
  )
}

interface AskProps {
  domain: string
  error: string | undefined
  busy: boolean
  onAsk: (question: Question) => void
  /** What may be asked along, before the button. */
  children: ReactNode
}

function PermissionForm({ domain, error, busy, onAsk, children }: AskProps) {
  const [permission, setPermission] = useState('')
  const { data = [] } = useQuery(resourcesQuery(domain))
  const known = data.flatMap(resource =>
    resource.actions.map(({ name }) => `${resource.permission}:${name}`),
  )
  return (
    <form
      className="grid gap-4"
      onSubmit={event => {
        event.preventDefault()
        onAsk({ permission: permission.trim() })
      }}
    >
      <Field label="Permission" hint="As in content.article:update" error={error}>
        <Input
          required
          minLength={3}
          list="simulator-permissions"
          value={permission}
          onChange={event => setPermission(event.target.value)}
          autoComplete="off"
          className="font-mono text-[0.8125rem]"
        />
      </Field>
      <datalist id="simulator-permissions">
        {known.map(name => (
          <option key={name} value={name} />
        ))}
      </datalist>
      {children}
      <Button type="submit" variant="primary" busy={busy}>
        Ask
      </Button>
    </form>
  )
}

function RequestForm({
  domain,
  error,
  pathError,
  busy,
  onAsk,
  children,
}: AskProps & { pathError: string | undefined }) {
  const can = useCan(domain)
  const mayList = can('backoffice.apis:read')
  const query = useQuery({ ...apisQuery(domain), enabled: mayList })
  const { data: apis } = query
  const [chosen, setChosen] = useState('')
  const [method, setMethod] = useState<string>('GET')
  const [path, setPath] = useState('/')
  const slug = chosen === '' ? (apis?.[0]?.slug ?? '') : chosen
  if (mayList && !apis) {
    return query.error ? <NotRead what="The APIs" query={query} /> : <SkeletonRows rows={3} />
  }
  if (mayList && apis?.length === 0) {
    return <p className="text-muted">No API is registered yet. Ask by permission instead.</p>
  }
  return (
    <form
      className="grid gap-4"
      onSubmit={event => {
        event.preventDefault()
        onAsk({ api: slug, method, path })
      }}
    >
      <Field label="API" error={error}>
        {mayList ? (
          <Select value={slug} onChange={event => setChosen(event.target.value)}>
            {apis?.map(({ slug, name }) => (
              <option key={slug} value={slug}>
                {name}
              </option>
            ))}
          </Select>
        ) : (
          <Input required value={slug} onChange={event => setChosen(event.target.value)} />
        )}
      </Field>
      <div className="grid grid-cols-[7rem_minmax(0,1fr)] gap-3">
        <Field label="Method">
          <Select value={method} onChange={event => setMethod(event.target.value)}>
            {METHODS.map(name => (
              <option key={name}>{name}</option>
            ))}
          </Select>
        </Field>
        <Field label="Path" error={pathError}>
          <Input
            required
            value={path}
            onChange={event => setPath(event.target.value)}
            className="font-mono text-[0.8125rem]"
          />
        </Field>
      </div>
      {children}
      <Button type="submit" variant="primary" busy={busy}>
        Ask
      </Button>
    </form>
  )
}
