import { TOTP } from 'otpauth'
import { beforeEach, expect, it } from 'vitest'
import { DAY, MINUTE, SECOND } from '../lib/clock.ts'
import { actionsAbout } from '../testing/audit-trail.ts'
import { describeEachEngine } from '../testing/create-test-server.ts'
import { refusal } from '../testing/refusal.ts'
import { type SignInAnswer, signIn } from '../testing/sign-in.ts'

const password = 'correct horse battery'
const STEP = 30 * SECOND

describeEachEngine('two-step sign-in', get => {
  let user: { id: string; email: string; cookie: string }
  let people = 0

  beforeEach(async () => {
    people += 1
    user = await get().seed.user(`person${people}`, { password })
  })

  const mine = () => get().client(user).me
  const code = (secret: string, steps = 0) =>
    new TOTP({ secret }).generate({ timestamp: get().clock.now() + steps * STEP })
  const enter = (totp?: string) =>
    signIn(get(), { email: user.email, password, ...(totp !== undefined && { totp }) })
  const result = ({ status, body }: SignInAnswer) => `${status} ${body.code ?? 'in'}`

  /** Turns it on, and moves on to a time step whose code was not used. */
  async function turnOn() {
    const { secret } = await mine().startTotp({})
    const { recoveryCodes } = await mine().confirmTotp({ body: { code: code(secret) } })
    get().clock.advance(2 * STEP)
    return { secret, recoveryCodes }
  }

  it('it is off until a first code has shown that the app works', async () => {
    const { secret, uri } = await mine().startTotp({})
    expect(new URL(uri).searchParams.get('secret')).toBe(secret)
    expect(decodeURIComponent(uri)).toContain(`otpauth://totp/Keywright:${user.email}?`)
    expect(result(await enter())).toBe('200 in')
    const wrong = code(secret) === '000000' ? '111111' : '000000'
    expect((await refusal(mine().confirmTotp({ body: { code: wrong } }))).code).toBe('TOTP_INVALID')
    expect(result(await enter())).toBe('200 in')
    await mine().confirmTotp({ body: { code: code(secret) } })
    expect(result(await enter())).toBe('401 TOTP_REQUIRED')
  })

  it('a sign-in needs the password and a code of now, early or late by one step', async () => {
    const { secret } = await turnOn()
    const late = code(secret, -2)
    expect(result(await enter(late))).toBe('401 LOGIN_FAILED')
    expect(result(await enter(code(secret, 2)))).toBe('401 LOGIN_FAILED')
    expect(result(await enter(code(secret, -1)))).toBe('200 in')
    expect(result(await enter(code(secret)))).toBe('200 in')
    expect(result(await enter(code(secret, 1)))).toBe('200 in')
    const wrongPassword = { email: user.email, password: 'wrong horse', totp: code(secret, 1) }
    expect(result(await signIn(get(), wrongPassword))).toBe('401 LOGIN_FAILED')
  })

  it('a code is accepted once, and so is the one that turned it on', async () => {
    const { secret } = await mine().startTotp({})
    const first = code(secret)
    await mine().confirmTotp({ body: { code: first } })
    expect(result(await enter(first))).toBe('401 LOGIN_FAILED')
    get().clock.advance(STEP)
    const next = code(secret)
    expect(result(await enter(`${next.slice(0, 3)} ${next.slice(3)}`))).toBe('200 in')
    expect(result(await enter(next))).toBe('401 LOGIN_FAILED')
  })

  it('of many sign-ins with one code at the same moment one gets in', async () => {
    const { secret } = await turnOn()
    const totp = code(secret)
    const answers = await Promise.all([1, 2, 3, 4].map(() => enter(totp)))
    expect(answers.filter(answer => answer.status === 200)).toHaveLength(1)
  })

  it('ten recovery codes are shown once and stored only as digests', async () => {
    const { recoveryCodes } = await turnOn()
    expect(new Set(recoveryCodes).size).toBe(10)
    for (const text of recoveryCodes) expect(text).toMatch(/^[a-z2-9]{4}-[a-z2-9]{4}-[a-z2-9]{4}$/)
    const { db } = get().server.foundation.database
    const rows = await db.selectFrom('recovery_codes').selectAll().execute()
    const users = await db.selectFrom('users').selectAll().execute()
    const stored = JSON.stringify([rows, users])
    for (const text of recoveryCodes) expect(stored).not.toContain(text.replaceAll('-', ''))
  })

  it('the secret is stored sealed', async () => {
    const { secret } = await mine().startTotp({})
    const { db } = get().server.foundation.database
    const stored = JSON.stringify(await db.selectFrom('users').selectAll().execute())
    expect(stored).not.toContain(secret)
  })

  it('a recovery code stands in for the app once, however it is typed, and that is noted', async () => {
    const { recoveryCodes } = await turnOn()
    const [one = '', two = ''] = recoveryCodes
    expect(result(await enter(one))).toBe('200 in')
    expect(result(await enter(one))).toBe('401 LOGIN_FAILED')
    expect(result(await enter(` ${two.toUpperCase().replaceAll('-', ' ')} `))).toBe('200 in')
    const trail = await actionsAbout(get().server, user.id)
    expect(trail.filter(action => action === 'recoveryCode.used')).toHaveLength(2)
  })

  it('a recovery code used at the same moment in two places is accepted once', async () => {
    const { recoveryCodes } = await turnOn()
    const [totp = ''] = recoveryCodes
    const answers = await Promise.all([1, 2, 3, 4].map(() => enter(totp)))
    expect(answers.filter(answer => answer.status === 200)).toHaveLength(1)
  })

  it('the recovery codes of somebody else do not work', async () => {
    const theirs = await turnOn()
    user = await get().seed.user(`person${people}-other`, { password })
    await turnOn()
    expect(result(await enter(theirs.recoveryCodes[0]))).toBe('401 LOGIN_FAILED')
  })

  it('new recovery codes replace the old ones', async () => {
    const old = await turnOn()
    const renewed = (await mine().renewRecoveryCodes({})).recoveryCodes
    expect(result(await enter(old.recoveryCodes[0]))).toBe('401 LOGIN_FAILED')
    expect(result(await enter(renewed[0]))).toBe('200 in')
  })

  it('it can be turned off, and then neither code nor recovery code is left', async () => {
    await turnOn()
    await mine().stopTotp({})
    expect(result(await enter())).toBe('200 in')
    const { db } = get().server.foundation.database
    const rows = db.selectFrom('recovery_codes').where('user_id', '=', user.id).selectAll()
    expect(await rows.execute()).toEqual([])
    expect((await refusal(mine().stopTotp({}))).code).toBe('TOTP_NOT_ON')
    expect((await refusal(mine().renewRecoveryCodes({}))).code).toBe('TOTP_NOT_ON')
    expect((await refusal(mine().confirmTotp({ body: { code: '000000' } }))).code).toBe(
      'TOTP_NOT_ON',
    )
    expect(await actionsAbout(get().server, user.id)).toEqual(
      expect.arrayContaining(['totp.enabled', 'totp.disabled']),
    )
  })

  it('a secret in force is not replaced by starting again', async () => {
    const { secret } = await turnOn()
    expect((await refusal(mine().startTotp({}))).code).toBe('TOTP_ALREADY_ON')
    const confirm = mine().confirmTotp({ body: { code: code(secret) } })
    expect((await refusal(confirm)).code).toBe('TOTP_ALREADY_ON')
    expect(result(await enter(code(secret)))).toBe('200 in')
  })

  it('entering the password again needs a code as well', async () => {
    const { secret } = await turnOn()
    get().clock.advance(5 * MINUTE)
    const again = (totp?: string) =>
      get()
        .client(user)
        .session.reauthenticate({ body: { password, ...(totp !== undefined && { totp }) } })
    expect((await refusal(mine().stopTotp({}))).code).toBe('REAUTHENTICATION_REQUIRED')
    expect((await refusal(again())).code).toBe('TOTP_REQUIRED')
    expect((await refusal(mine().stopTotp({}))).code).toBe('REAUTHENTICATION_REQUIRED')
    await again(code(secret))
    await mine().stopTotp({})
  })

  it('guessing codes is throttled like guessing passwords, also between questions for the code', async () => {
    const { secret } = await turnOn()
    const wrong = code(secret) === '000000' ? '111111' : '000000'
    const answers: string[] = []
    for (let index = 0; index < 6; index++) {
      answers.push(result(await enter()), result(await enter(wrong)))
    }
    expect(answers.slice(0, 10)).toEqual(
      Array(5).fill(['401 TOTP_REQUIRED', '401 LOGIN_FAILED']).flat(),
    )
    expect(answers.slice(10)).toEqual(['429 LOGIN_THROTTLED', '429 LOGIN_THROTTLED'])
    get().clock.advance(4 * SECOND)
    expect(result(await enter())).toBe('401 TOTP_REQUIRED')
    expect(result(await enter(code(secret)))).toBe('200 in')
  })

  it('being asked for the code is no failure, however often', async () => {
    const { secret } = await turnOn()
    get().clock.advance(DAY)
    for (let index = 0; index < 60; index++) expect(result(await enter())).toBe('401 TOTP_REQUIRED')
    expect(result(await enter(code(secret)))).toBe('200 in')
  })
})
