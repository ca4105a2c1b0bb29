import { queryOptions } from '@tanstack/react-query'
import { api } from '../../app/api.ts'

/** The sessions of whoever is signed in, the one used last first. */
export const sessionsQuery = queryOptions({
  queryKey: ['sessions'],
  queryFn: async () => (await api.session.list({})).items,
})
