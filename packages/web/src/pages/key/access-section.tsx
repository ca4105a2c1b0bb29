import { type Key, ProblemError } from '@keywright/contract'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { AccessEditor } from '../../access/access-editor.tsx'
import { EffectiveList, EffectivePanel } from '../../access/effective-panel.tsx'
import { UserPicker } from '../../access/user-picker.tsx'
import { UnsavedChanges } from '../../app/unsaved-changes.tsx'
import { useKeyRights } from '../../keys/key-rights.ts'
import { Button } from '../../ui/button.tsx'
import { Card } from '../../ui/card.tsx'
import { Actions } from '../../ui/dialog.tsx'
import { QueryState } from '../../ui/states.tsx'
import { effectiveQuery, type VersionedKey } from './key.queries.ts'
import { StaleNotice } from './stale-notice.tsx'
import { useSaveKey } from './use-save-key.ts'

/** What a key may do: its own layers to edit, and beside them what comes of it. */
export function AccessSection({ domain, current }: { domain: string; current: VersionedKey }) {
  const { mayUpdate } = useKeyRights(domain).on(current.key)
  const reason = reasonAgainst(current, mayUpdate)
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] items-start gap-5 xl:grid-cols-[minmax(0,3fr)_minmax(0,2fr)]">
      {reason === undefined ? (
        <EditableAccess domain={domain} current={current} />
      ) : (
        <>
          <Card title="Access">
            <p>{reason}</p>
          </Card>
          <EffectiveNow domain={domain} value={current.key} />
        </>
      )}
    </div>
  )
}

function reasonAgainst({ key }: VersionedKey, mayUpdate: boolean): string | undefined {
  if (key.kind === 'application') {
    return 'The access of an application key is fixed: it was made with the domain. Make a key of your own for other rights.'
  }
  if (key.state === 'revoked') return 'The key is revoked: it can do nothing any more.'
  return mayUpdate ? undefined : 'You may look at this key, but not change it.'
}

/** Refusals that are about the user whom the key would act as. */
const SUBJECT_REFUSALS = ['IMPERSONATION_FORBIDDEN', 'USER_NOT_FOUND']

interface Draft {
  role: string | null
  scopes: string[] | null
  actsAs: string | null
}

function draftOf({ key: { role, scopes, actsAs } }: VersionedKey): Draft {
  return { role, scopes, actsAs }
}

function isSame(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other)
}

/** What was changed since it was sent stays; the rest is as it was saved. */
function keepTyped(draft: Draft, sent: Partial<Draft>, saved: Draft): Draft {
  return {
    role: isSame(draft.role, sent.role) ? saved.role : draft.role,
    scopes: isSame(draft.scopes, sent.scopes) ? saved.scopes : draft.scopes,
    actsAs: isSame(draft.actsAs, sent.actsAs) ? saved.actsAs : draft.actsAs,
  }
}

function EditableAccess({ domain, current }: { domain: string; current: VersionedKey }) {
  // What the draft began with: the version that a save names.
  const [base, setBase] = useState(current)
  const [draft, setDraft] = useState(() => draftOf(current))
  const [refusal, setRefusal] = useState<{ at: 'access' | 'actsAs'; text: string }>()
  const isDirty = !isSame(draft, draftOf(base))

  function begin(from: VersionedKey) {
    setBase(from)
    setDraft(draftOf(from))
    setRefusal(undefined)
  }
  // Nothing is being edited: follow what others do.
  if (!isDirty && current.etag !== base.etag && current.key.updatedAt >= base.key.updatedAt) {
    begin(current)
  }

  const { action, newer, forgetNewer } = useSaveKey({
    domain,
    base,
    done: 'Access saved. It counts from now on.',
    onDone(saved, sent) {
      setBase(saved)
      setDraft(draft => keepTyped(draft, sent, draftOf(saved)))
    },
    onRefused(error) {
      if (!(error instanceof ProblemError) || error.status >= 500) return false
      const problems = error.problem.errors?.map(({ message }) => message)
      setRefusal({
        at: SUBJECT_REFUSALS.includes(error.code) ? 'actsAs' : 'access',
        text: problems?.length ? problems.join('; ') : sentenceOf(error),
      })
      return true
    },
  })

  function restart(from: VersionedKey) {
    forgetNewer()
    begin(from)
  }

  function change(part: Partial<Draft>) {
    setRefusal(undefined)
    setDraft(draft => ({ ...draft, ...part }))
  }

  return (
    <>
      <Card title="What the key grants" description="Changes count once they are saved.">
        <form
          className="grid grid-cols-[minmax(0,1fr)] gap-5"
          onSubmit={event => {
            event.preventDefault()
            action.mutate(draft)
          }}
        >
          <AccessEditor
            domain={domain}
            value={{ role: draft.role, scopes: draft.scopes }}
            onChange={change}
            error={refusal?.at === 'access' ? refusal.text : undefined}
          />
          <UserPicker
            domain={domain}
            value={draft.actsAs}
            onChange={actsAs => change({ actsAs })}
            error={refusal?.at === 'actsAs' ? refusal.text : undefined}
          />
          {newer && (
            <StaleNotice seen={base.key} current={newer.key} onReload={() => restart(newer)} />
          )}
          <Actions className="sticky bottom-0 z-10 -mx-5 mt-0 -mb-5 rounded-b-xl border-t border-line bg-surface px-5 py-3">
            <Button disabled={!isDirty} onClick={() => restart(newer ?? current)}>
              Discard
            </Button>
            <Button
              type="submit"
              variant="primary"
              busy={action.isPending}
              disabled={!isDirty || newer !== undefined}
            >
              Save access
            </Button>
          </Actions>
        </form>
        <UnsavedChanges when={isDirty} />
      </Card>
      {isDirty ? (
        <Card
          className={STICKY}
          title="After saving"
          description="What the key will really be able to do."
        >
          <EffectivePanel domain={domain} access={draft} />
        </Card>
      ) : (
        <EffectiveNow domain={domain} value={current.key} />
      )}
    </>
  )
}

/** What the saved key can really do, or could if its state did not stop it, and which layer cuts what. */
export function EffectiveNow({ domain, value: key }: { domain: string; value: Key }) {
  const effective = useQuery(effectiveQuery(domain, key.id))
  return (
    <Card
      className={STICKY}
      title={key.state === 'revoked' ? 'What it could do' : 'Effective access'}
      description="What all its layers let through."
    >
      <QueryState query={effective}>
        {effective => <EffectiveList effective={effective} who={WHO[key.state]} />}
      </QueryState>
    </Card>
  )
}

/** In sight beside a long list of rules, and scrolled within itself where it is long as well. */
const STICKY =
  'xl:sticky xl:top-[calc(4.75rem+var(--banner))] xl:max-h-[calc(100dvh-6rem-var(--banner))] xl:overflow-y-auto'

const WHO = {
  active: undefined,
  disabled: 'Nothing now. Once enabled, the key can',
  expired: 'Nothing now. With a new date, the key can',
  revoked: 'Nothing any more. The key could',
} as const satisfies Record<Key['state'], string | undefined>

function sentenceOf(error: ProblemError): string {
  const { missing = [] } = error.problem
  return missing.length > 0 ? `${error.message} Missing: ${missing.join(', ')}.` : error.message
}
