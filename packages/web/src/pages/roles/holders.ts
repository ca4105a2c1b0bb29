import type { Role } from './roles.queries.ts'

/** Who has a role, in words. */
export function holdersOf({ users, keys }: Pick<Role, 'users' | 'keys'>): string {
  const who = [users > 0 && countOf(users, 'user'), keys > 0 && countOf(keys, 'key')].filter(
    Boolean,
  )
  if (who.length === 0) return 'Nobody has it.'
  return `${who.join(' and ')} ${users + keys === 1 ? 'has' : 'have'} it.`
}

function countOf(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`
}
