import { useState } from 'react'
import { api } from '../../app/api.ts'
import { useMe } from '../../app/session.tsx'
import { useAction } from '../../app/use-action.ts'
import { Button } from '../../ui/button.tsx'
import { Card } from '../../ui/card.tsx'
import { Confirm } from '../../ui/confirm.tsx'
import { Refusal, useRefusal } from '../users/refusal.tsx'
import { type TeamMember, teamMemberQuery } from './team.queries.ts'

/** One change of somebody's standing: the button, what will happen, and what is sent. */
interface Change {
  button: string
  title: string
  about: string
  body: { disabled: boolean } | { instanceAdmin: boolean }
  danger: boolean
}

/** Whether somebody may come in at all, and whether they administer the instance. */
export function Standing({ person, etag }: { person: TeamMember; etag: string }) {
  const { user } = useMe()
  const [change, setChange] = useState<Change>()
  const refusal = useRefusal(teamMemberQuery(person.id).queryKey)
  const action = useAction({
    run: (body: Change['body']) =>
      api.team.update({ params: { id: person.id }, body }, { ifMatch: etag }),
    done: `${person.name} was changed`,
    changes: [['team'], ['domain'], ['me']],
    onDone: () => setChange(undefined),
    onRefused: refusal.keep,
  })
  const isMe = user?.id === person.id
  return (
    <Card
      title="Account"
      description="For the whole instance. You are asked for your password before either changes."
    >
      <ul className="-my-2 divide-y divide-line">
        {[administrationOf(person), activityOf(person)].map(({ now, ...next }) => (
          <li key={next.title} className="flex flex-wrap items-center justify-between gap-3 py-3">
            <p className="min-w-52 flex-1">{now}</p>
            <Button
              variant={next.danger ? 'danger' : 'secondary'}
              onClick={() => {
                refusal.clear()
                setChange(next)
              }}
            >
              {next.button}
            </Button>
          </li>
        ))}
      </ul>
      <Confirm
        open={change !== undefined}
        onOpenChange={open => {
          if (!open) setChange(undefined)
        }}
        title={change?.title ?? ''}
        action={change?.button ?? ''}
        danger={change?.danger ?? false}
        busy={action.isPending}
        onConfirm={() => change && action.mutate(change.body)}
      >
        <p>{change?.about}</p>
        {isMe && change?.danger && <p className="text-warning">This is you.</p>}
        <Refusal error={refusal.error} />
      </Confirm>
    </Card>
  )
}

function administrationOf({ name, instanceAdmin }: TeamMember): Change & { now: string } {
  return instanceAdmin
    ? {
        now: 'Administers the instance: makes domains, and adds anybody to any of them.',
        button: 'Take administration away',
        title: `Take administration away from ${name}`,
        about:
          'They keep their domains and roles, and no longer see the team or the instance audit.',
        body: { instanceAdmin: false },
        danger: true,
      }
    : {
        now: 'Does not administer the instance.',
        button: 'Make instance administrator',
        title: `Make ${name} instance administrator`,
        about: 'They can make domains, and add anybody, themselves included, to any domain.',
        body: { instanceAdmin: true },
        danger: false,
      }
}

function activityOf({ name, disabled }: TeamMember): Change & { now: string } {
  return disabled
    ? {
        now: 'The account is deactivated: nobody can sign in with it.',
        button: 'Reactivate',
        title: `Reactivate ${name}`,
        about: 'They can sign in again, and keys that act as them work again in every domain.',
        body: { disabled: false },
        danger: false,
      }
    : {
        now: 'The account is active.',
        button: 'Deactivate',
        title: `Deactivate ${name}`,
        about:
          'They are signed out everywhere and cannot sign in. Every key that acts as them stops at once, in every domain, until the account is reactivated.',
        body: { disabled: true },
        danger: true,
      }
}
