import type { AuditService } from '../audit/audit.service.ts'
import type { DomainsService } from '../domains/domains.service.ts'
import type { Foundation } from '../foundation.ts'
import { createLoginThrottle, type LoginThrottle } from '../sessions/login-throttle.service.ts'
import { createSessionsService, type SessionsService } from '../sessions/sessions.service.ts'
import { type AccountService, createAccountService } from './account.service.ts'
import { createLoginService, type LoginService } from './login.service.ts'
import { createOwnerService, type OwnerService } from './owner.service.ts'
import { createPasswords, type Passwords } from './passwords.ts'
import { createSecondFactorService, type SecondFactorService } from './second-factor.service.ts'

/** Everything about signing in and one's own account. */
export interface People {
  passwords: Passwords
  throttle: LoginThrottle
  secondFactor: SecondFactorService
  login: LoginService
  sessions: SessionsService
  account: AccountService
  owner: OwnerService
}

/** Makes the services of people who sign in. */
export function createPeople(
  foundation: Foundation,
  audit: AuditService,
  domains: Pick<DomainsService, 'createIn'>,
): People {
  const passwords = createPasswords(foundation)
  const throttle = createLoginThrottle(foundation)
  const secondFactor = createSecondFactorService({ ...foundation, audit })
  const login = createLoginService({ ...foundation, audit, throttle, passwords, secondFactor })
  const sessions = createSessionsService({ ...foundation, audit, login })
  const account = createAccountService({ ...foundation, audit, login, passwords, sessions })
  const owner = createOwnerService({
    ...foundation,
    audit,
    passwords,
    secondFactor,
    throttle,
    sessions,
    createDomain: domains.createIn,
  })
  return { passwords, throttle, secondFactor, login, sessions, account, owner }
}
