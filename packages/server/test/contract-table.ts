import { type Endpoint, endpoints } from '@keywright/contract'

/** Every endpoint of the contract. */
export const ALL_ENDPOINTS: readonly Endpoint[] = Object.values(endpoints).flatMap(
  (area): readonly Endpoint[] => Object.values(area),
)

/** The endpoints whose things belong to one domain. */
export const DOMAIN_ENDPOINTS = ALL_ENDPOINTS.filter(({ access }) => access.kind === 'domain')

/** The rule of an endpoint in words, as the committed table shows it. */
export function ruleOf({ access }: Endpoint): string {
  const words: string[] = [access.kind]
  if (access.kind === 'domain') {
    words.push(access.permission ?? 'each thing by itself')
    if (access.public) words.push('public')
    if (access.own !== undefined) words.push(`or ${access.own}`)
    if (access.person === true) words.push('person')
    if (access.person === 'unless-programmatic') words.push('person unless programmatic')
  }
  if ('fresh' in access && access.fresh) words.push('fresh password')
  return words.join(', ')
}
