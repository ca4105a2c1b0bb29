import type { Role } from './roles.queries.ts'

/** Who has a role, in words. */
export function holdersOf({ users, keys }: Pick<Role, 'users' | 'keys'>): string {
  if (users === 0 && keys === 0) return 'Nobody has it.'
  return `${countOf(users, 'user')} and ${countOf(keys, 'key')} ${users + keys === 1 ? 'has' : 'have'} it.`
}

function countOf(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`
}
