import { ProblemError } from '@keywright/contract'
import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useEffectEvent, useState } from 'react'
import type { FieldValues } from 'react-hook-form'
import type { z } from 'zod'
import { api } from '../../app/api.ts'
import { useAction } from '../../app/use-action.ts'
import { useEditForm } from '../../app/use-edit-form.ts'
import { withEtag } from '../../app/with-etag.ts'
import { type Domain, type VersionedDomain, versionedDomainQuery } from './settings.queries.ts'

/** What is sent: only what changed. */
export type DomainChange = Parameters<typeof api.domains.update>[0]['body']

/**
 * A form about a part of a domain. It saves over nobody: when the domain was changed meanwhile,
 * `isStale` is true, and `takeNewer` fills in what is new beside what was typed.
 */
export function useDomainForm<Values extends FieldValues, Output>(options: {
  /** As the address names it. */
  domain: string
  loaded: VersionedDomain
  schema: z.ZodType<Output, Values>
  /** What the form shows of a domain. */
  valuesOf: (domain: Domain) => Values
}) {
  const { domain, loaded, schema, valuesOf } = options
  // The version that the form shows, whatever is read meanwhile.
  const [base, setBase] = useState(loaded)
  const [isStale, setIsStale] = useState(false)
  const { form, refused, rebase } = useEditForm(schema, valuesOf(base.value))
  const { isDirty } = form.formState
  const client = useQueryClient()
  const query = versionedDomainQuery(domain)

  function adopt(next: VersionedDomain, since: Values) {
    rebase(valuesOf(next.value), since)
    setBase(next)
    setIsStale(false)
  }

  // What others change shows at once, as long as nothing of one's own is at stake.
  const follow = useEffectEvent((read: VersionedDomain) => {
    if (!isDirty && read.etag !== base.etag) adopt(read, valuesOf(base.value))
  })
  useEffect(() => follow(loaded), [loaded])

  const save = useAction({
    run: ({ body }: { body: DomainChange; sent: Values }) =>
      withEtag(call =>
        api.domains.update({ params: { domain }, body }, { ...call, ifMatch: base.etag }),
      ),
    done: 'Settings saved',
    changes: [['domains'], ['me']],
    onDone(saved, { sent }) {
      adopt(saved, sent)
      client.setQueryData(query.queryKey, saved)
      void client.invalidateQueries({ queryKey: ['domain', domain, 'settings'] })
    },
    onRefused(error) {
      if (!(error instanceof ProblemError) || error.code !== 'PRECONDITION_FAILED') {
        return refused(error)
      }
      setIsStale(true)
      return true
    },
  })

  const takeNewer = useAction({
    run: () => client.fetchQuery({ ...query, staleTime: 0 }),
    onDone: newer => adopt(newer, valuesOf(base.value)),
  })

  return {
    form,
    isDirty,
    isStale,
    isSaving: save.isPending,
    isTaking: takeNewer.isPending,
    save: (body: DomainChange) => save.mutate({ body, sent: form.getValues() }),
    takeNewer: () => takeNewer.mutate(),
    /** Back to what was read last. */
    discard: () => adopt(loaded, form.getValues()),
  }
}
