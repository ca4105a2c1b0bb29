import { Link } from '@tanstack/react-router'
import { KeyRound, Plus, SearchX } from 'lucide-react'
import { Button, buttonClass } from '../../ui/button.tsx'
import { Empty } from '../../ui/states.tsx'
import { CLEARED, type KeysSearch } from './keys.search.ts'

/** Nobody has made a key yet: what one is, and how to make one. */
export function NoKeys({ domain, mayCreate }: { domain: string; mayCreate: boolean }) {
  return (
    <Empty
      icon={KeyRound}
      title="No custom keys yet"
      action={
        mayCreate && (
          <Link to="/d/$domain/keys/new" params={{ domain }} className={buttonClass('primary')}>
            <Plus aria-hidden /> Create key
          </Link>
        )
      }
    >
      <p>
        A key lets a program call your APIs: an integration, a script, a device. Give each its own,
        so that you can see what it does and stop it without touching the others.
      </p>
      <ol className="mt-3 grid list-inside list-decimal gap-1 text-left">
        <li>Name it after what will use it.</li>
        <li>Choose what it may do, and until when.</li>
        <li>Copy the token, once it is shown, to where it is needed.</li>
      </ol>
      {!mayCreate && <p className="mt-3">Ask an administrator of the domain to make one.</p>}
    </Empty>
  )
}

/** There are keys, but none like that. */
export function NothingFound({
  search,
  onChange,
}: {
  /** The words that were searched for. */
  search: string | undefined
  onChange: (changes: KeysSearch) => void
}) {
  return (
    <Empty
      icon={SearchX}
      title="No key matches"
      action={<Button onClick={() => onChange(CLEARED)}>Clear filters</Button>}
    >
      {search === undefined
        ? 'No key fits all of the filters.'
        : 'Words are found by their beginning, in the name, the token prefix and the last four.'}{' '}
      Revoked keys show with the state “Revoked”.
    </Empty>
  )
}
