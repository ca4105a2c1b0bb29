import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { api } from '../../app/api.ts'
import { useAction } from '../../app/use-action.ts'
import { Button } from '../../ui/button.tsx'
import { Card } from '../../ui/card.tsx'
import { Confirm } from '../../ui/confirm.tsx'

/** The end of a domain, once its slug was typed back. */
export function DeleteDomain({
  domain: { slug, name },
}: {
  domain: { slug: string; name: string }
}) {
  const [isAsking, setIsAsking] = useState(false)
  const navigate = useNavigate()
  const action = useAction({
    run: () => api.domains.delete({ params: { domain: slug }, body: { slug } }),
    done: `Domain ${name} deleted`,
    changes: [['domains'], ['me']],
    onDone: () => void navigate({ to: '/', ignoreBlocker: true }),
  })
  return (
    <Card
      title="Delete domain"
      description="All of its keys stop at once, and its users lose their access. This cannot be undone."
      className="border-danger/40"
    >
      <Button variant="danger" onClick={() => setIsAsking(true)}>
        Delete domain
      </Button>
      <Confirm
        open={isAsking}
        onOpenChange={setIsAsking}
        title={`Delete ${name}?`}
        action="Delete domain"
        danger
        typeBack={slug}
        busy={action.isPending}
        onConfirm={() => action.mutate()}
      >
        <p>
          All keys of this domain stop at once: every program that uses one is refused from its next
          request on. Users, roles, APIs and settings go with it; only the audit trail stays.
        </p>
      </Confirm>
    </Card>
  )
}
