import { ProblemError } from '@keywright/contract'
import { useLocation } from '@tanstack/react-router'
import { MailX } from 'lucide-react'
import { type ReactNode, useEffect, useState } from 'react'
import { plainApi } from '../../app/api.ts'
import { useAction } from '../../app/use-action.ts'
import { Empty, ErrorState, SkeletonRows } from '../../ui/states.tsx'
import { AcceptInvitation, type OpenInvitation } from './accept-invitation.tsx'

/** Where an invitation is accepted. The token comes after the # and does not stay in the address. */
export function InvitePage() {
  const token = useTokenOnce()
  useEffect(() => {
    document.title = 'Invitation · Keywright'
  }, [])
  return (
    <main className="grid min-h-dvh grid-cols-[minmax(0,26rem)] content-center justify-center gap-6 p-4">
      <div className="grid justify-items-center gap-2 text-center">
        <img src="/favicon.svg" alt="" className="size-10" />
        <h1 className="text-xl font-semibold">Invitation to Keywright</h1>
      </div>
      {token !== undefined && <Invitation key={token} token={token} />}
    </main>
  )
}

/** What stood after the #; empty where nothing did, undefined before anybody looked. */
function useTokenOnce(): string | undefined {
  const hash = useLocation({ select: location => location.hash })
  const [token, setToken] = useState<string>()
  useEffect(() => {
    if (hash === '') {
      setToken(known => known ?? '')
      return
    }
    // Neither the history nor whoever looks over a shoulder keeps it.
    history.replaceState(history.state, '', location.pathname)
    setToken(hash)
  }, [hash])
  return token
}

function Invitation({ token }: { token: string }) {
  const [found, setFound] = useState<OpenInvitation>()
  const [error, setError] = useState<unknown>()
  const lookup = useAction({
    // The answer is kept here and in no cache: it was asked for with a token.
    run: () => plainApi.invitations.lookup({ body: { token } }),
    onDone: setFound,
    onRefused(refused) {
      setError(refused)
      return true
    },
  })
  const { mutate } = lookup
  useEffect(() => {
    if (token !== '') mutate()
  }, [token, mutate])

  const code = error instanceof ProblemError ? error.code : undefined
  // What cannot be a token at all is refused by its shape.
  if (token === '' || code === 'VALIDATION_FAILED') {
    return (
      <Box>
        <Empty icon={MailX} title="This link is not complete">
          Open the whole link of your invitation, or copy all of it into the address bar.
        </Empty>
      </Box>
    )
  }
  if (code === 'INVITATION_NOT_FOUND') {
    return (
      <Box>
        <Empty icon={MailX} title="This invitation is not open">
          It was used, withdrawn or replaced by a newer one, or it has expired. Ask whoever invited
          you for a new link. If you accepted it before,{' '}
          <a href="/sign-in" className="text-accent underline">
            sign in
          </a>
          .
        </Empty>
      </Box>
    )
  }
  if (error !== undefined) {
    return (
      <Box>
        <ErrorState
          error={error}
          onRetry={() => {
            setError(undefined)
            mutate()
          }}
        />
      </Box>
    )
  }
  return (
    <Box>
      {found ? <AcceptInvitation token={token} found={found} /> : <SkeletonRows rows={4} />}
    </Box>
  )
}

function Box({ children }: { children: ReactNode }) {
  return <div className="rounded-xl border border-line bg-surface p-6">{children}</div>
}
