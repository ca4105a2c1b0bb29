import { type KeyExplanation, ProblemError, ROUTE_METHODS } from '@keywright/contract'
import { canonicalIp } from '@keywright/core'
import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { Combobox } from '../../access/combobox.tsx'
import { NotRead } from '../../access/not-read.tsx'
import { useDebounced } from '../../access/use-debounced.ts'
import { api } from '../../app/api.ts'
import { keysQuery } from '../../app/queries.ts'
import { useAction } from '../../app/use-action.ts'
import { Button } from '../../ui/button.tsx'
import { Card, Facts } from '../../ui/card.tsx'
import { Field, Input, Select } from '../../ui/field.tsx'
import { ExplanationPanel } from '../key/explanation.tsx'

const METHODS = ROUTE_METHODS.filter(method => method !== '*')

/** Asks the server what a request with a key would meet: which route, which permission, and the answer. */
export function RouteTester({
  domain,
  slug,
  isDirty,
}: {
  domain: string
  slug: string
  /** There are changes that the server does not know of. */
  isDirty: boolean
}) {
  const [keyId, setKeyId] = useState('')
  const [method, setMethod] = useState('GET')
  const [path, setPath] = useState('')
  const [ip, setIp] = useState('')
  const [problems, setProblems] = useState<Problems>({})
  const action = useAction({
    run: () =>
      api.keys.explain({
        params: { domain, id: keyId },
        body: {
          api: slug,
          method,
          path: path.startsWith('/') ? path : `/${path}`,
          ...(ip.trim() !== '' && { ip: ip.trim() }),
        },
      }),
    onRefused(error) {
      const found = problemsOf(error)
      setProblems(found)
      return Object.keys(found).length > 0
    },
  })

  function test() {
    const found = {
      ...(keyId === '' && { key: 'Choose a key from the list.' }),
      ...(path.trim() === '' && { path: 'Type a path.' }),
      ...(ip.trim() !== '' &&
        canonicalIp(ip.trim()) === undefined && { ip: 'Not an address, as in 203.0.113.7.' }),
    }
    setProblems(found)
    if (Object.keys(found).length === 0) action.mutate()
  }

  return (
    <Card
      title="Route tester"
      description="What forward-auth would answer to a request with a key. Nothing is sent to the API."
    >
      <div className="grid grid-cols-[minmax(0,1fr)] gap-4">
        {isDirty && (
          <p className="rounded-lg bg-warning-soft px-3 py-2">
            Tests the API as it is saved: your unsaved changes do not count yet.
          </p>
        )}
        <form
          noValidate
          className="grid grid-cols-[minmax(0,1fr)] items-start gap-3 sm:grid-cols-[8rem_minmax(0,1fr)] lg:grid-cols-[8rem_minmax(0,1fr)_minmax(0,1fr)_11rem_auto]"
          onSubmit={event => {
            event.preventDefault()
            test()
          }}
        >
          <Field label="Method">
            <Select value={method} onChange={event => setMethod(event.target.value)}>
              {METHODS.map(name => (
                <option key={name}>{name}</option>
              ))}
            </Select>
          </Field>
          <Field label="Path" error={problems.path}>
            <Input
              value={path}
              onChange={event => setPath(event.target.value)}
              placeholder="/articles/7"
              autoComplete="off"
              spellCheck={false}
              className="font-mono text-[0.8125rem]"
            />
          </Field>
          <KeyPicker domain={domain} error={problems.key} onChange={setKeyId} />
          <Field label="Client address" optional error={problems.ip}>
            <Input
              value={ip}
              onChange={event => setIp(event.target.value)}
              placeholder="203.0.113.7"
              autoComplete="off"
            />
          </Field>
          <Button type="submit" variant="primary" busy={action.isPending} className="lg:mt-6.5">
            Test
          </Button>
        </form>
        <div aria-live="polite" className="grid grid-cols-[minmax(0,1fr)] gap-4 empty:hidden">
          {action.data && <Answer explanation={action.data} />}
        </div>
      </div>
    </Card>
  )
}

/** What is wrong with which field. */
interface Problems {
  key?: string
  path?: string
  ip?: string
}

function problemsOf(error: unknown): Problems {
  const problems = error instanceof ProblemError ? (error.problem.errors ?? []) : []
  const found = problems.filter(({ pointer }) => pointer === '/path' || pointer === '/ip')
  return Object.fromEntries(found.map(({ pointer, message }) => [pointer.slice(1), message]))
}

function Answer({ explanation }: { explanation: KeyExplanation }) {
  const { route, permission } = explanation
  const needed = permission ?? (route ? 'Any valid key' : 'Denied')
  return (
    <>
      <Facts
        facts={[
          [
            'Route',
            <Code key="route">{route ? `${route.method} ${route.path}` : 'None matches'}</Code>,
          ],
          ['Permission', <Code key="permission">{needed}</Code>],
        ]}
      />
      <ExplanationPanel explanation={explanation} />
    </>
  )
}

function Code({ children }: { children: string }) {
  return <code className="font-mono text-[0.8125rem] break-all">{children}</code>
}

/** Finds a key by its name, its prefix or its last four. */
function KeyPicker({
  domain,
  error,
  onChange,
}: {
  domain: string
  error: string | undefined
  onChange: (id: string) => void
}) {
  const [text, setText] = useState('')
  const search = useDebounced(text.trim())
  const keys = useInfiniteQuery({
    ...keysQuery(domain, search === '' ? {} : { search }),
    placeholderData: keepPreviousData,
  })
  const found = (keys.data?.pages[0]?.items ?? []).slice(0, 20)
  const hint = keys.isPending
    ? 'Searching …'
    : keys.data && found.length === 0
      ? 'No key matches.'
      : undefined
  return (
    <div className="grid min-w-0 gap-2">
      <Field label="Key" hint={hint} error={error}>
        <Combobox
          listLabel="Keys"
          placeholder="Name or last four"
          text={text}
          onText={typed => {
            setText(typed)
            onChange('')
          }}
          onPick={id => {
            setText(found.find(key => key.id === id)?.name ?? '')
            onChange(id)
          }}
          suggestions={found.map(({ id, name, masked }) => ({
            value: id,
            label: name,
            detail: masked,
          }))}
        />
      </Field>
      <NotRead what="The keys" query={keys} />
    </div>
  )
}
