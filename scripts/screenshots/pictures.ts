import type { Page } from 'playwright-core'
import type { Viewer } from './instance.ts'
import { PASSWORD } from './story.ts'

/** One picture: where, by whose eyes, and what is opened there. */
export interface Picture {
  name: string
  /** `{name}` stands for a place of the instance. */
  path: string
  /** Default: the owner. */
  viewer?: Viewer | 'nobody'
  /** What is done on the page first, one after the other. */
  steps?: readonly Step[]
  /** More than the visible part. */
  whole?: boolean
  /** It is there on a phone only. */
  phone?: boolean
}

type Step = (page: Page) => Promise<unknown>

/** Every page, in its states. */
const PAGES: readonly Picture[] = [
  { name: 'sign-in', path: '/sign-in', viewer: 'nobody' },
  {
    name: 'sign-in-refused',
    path: '/sign-in',
    viewer: 'nobody',
    steps: [type('E-mail', 'grace@northwind.example'), type('Password', 'wrong'), press('Enter')],
  },
  {
    name: 'sign-in-code',
    path: '/sign-in',
    viewer: 'nobody',
    steps: [type('E-mail', 'priya@northwind.example'), type('Password', PASSWORD), press('Enter')],
  },
  { name: 'invitation', path: '/invite{invite}', viewer: 'nobody' },
  { name: 'invitation-incomplete', path: '/invite', viewer: 'nobody' },
  { name: 'invitation-over', path: '/invite#kwi_0000000000000000000000', viewer: 'nobody' },
  { name: 'welcome', path: '/welcome', viewer: 'newcomer' },
  { name: 'no-domain', path: '/', viewer: 'nowhere' },
  { name: 'not-found', path: '/d/main/nothing' },
  { name: 'domain-not-found', path: '/d/nothing' },
  {
    name: 'connection-lost',
    path: '/d/main/settings',
    steps: [type('Name', 'Southwind'), cutOff(), button('Save'), says('Connection lost')],
    whole: false,
  },
  {
    name: 'session-over',
    path: '/d/main/settings',
    steps: [
      type('Name', 'Southwind'),
      refuse(/main$/, 401, 'UNAUTHENTICATED', 'Sign in first.'),
      button('Save'),
      shown('dialog'),
      press('Escape'),
      shown('button', 'Sign in'),
    ],
    whole: false,
  },
  {
    name: 'error',
    path: '/d/main/apis',
    steps: [
      refuse(/apis/, 500, 'INTERNAL', 'Something went wrong on the server.'),
      page => page.reload(),
      says('This could not be loaded'),
    ],
    whole: false,
  },
  { name: 'overview', path: '/d/main?range=7d' },
  { name: 'overview-30-days', path: '/d/main?range=30d' },
  { name: 'overview-first-steps', path: '/d/staging' },
  { name: 'overview-limited', path: '/d/main', viewer: 'reader' },
  { name: 'keys', path: '/d/main/keys' },
  { name: 'keys-limited', path: '/d/main/keys', viewer: 'reader' },
  { name: 'keys-filtered', path: '/d/main/keys?state=revoked&search=load' },
  { name: 'keys-nothing-found', path: '/d/main/keys?search=nothing+like+this' },
  { name: 'keys-none', path: '/d/acme/keys' },
  { name: 'new-key', path: '/d/main/keys/new' },
  {
    name: 'new-key-rules',
    path: '/d/main/keys/new',
    steps: [
      type('Name', 'Price comparison'),
      radio(/^Custom rules/),
      type('The same as scopes', 'catalogue.*:read orders.order:read orders.order:create'),
      press('Enter'),
    ],
  },
  { name: 'key-overview', path: '/d/main/keys/{Web shop}' },
  { name: 'key-access', path: '/d/main/keys/{Web shop}?tab=access' },
  { name: 'key-secrets', path: '/d/main/keys/{Web shop}?tab=secrets' },
  { name: 'key-usage', path: '/d/main/keys/{Web shop}?tab=usage' },
  { name: 'key-activity', path: '/d/main/keys/{Web shop}?tab=activity' },
  {
    name: 'key-simulator',
    path: '/d/main/keys/{Support desk}?tab=simulator',
    steps: [type('Permission', 'orders.invoice:read'), button('Ask')],
  },
  { name: 'key-acting', path: '/d/main/keys/{Invoices to accounting}?tab=access' },
  { name: 'key-revoked', path: '/d/main/keys/{Newsletter}' },
  { name: 'key-unused', path: '/d/main/keys/{Price import}' },
  { name: 'key-not-found', path: '/d/main/keys/key_01m7yndkrafvmvgyz9a014zjdv' },
  { name: 'content', path: '/d/main/content' },
  { name: 'content-none', path: '/d/staging/content' },
  {
    name: 'content-type',
    path: '/d/main/content/types/article',
    steps: [button(/^Authors/)],
  },
  {
    name: 'content-type-json',
    path: '/d/main/content/types/article',
    steps: [tab('JSON Schema')],
  },
  { name: 'new-content-type', path: '/d/main/content/types/new' },
  { name: 'content-objects', path: '/d/main/content/objects/article' },
  { name: 'content-objects-nothing-found', path: '/d/main/content/objects/article?q=nothing+such' },
  { name: 'content-object', path: '/d/main/content/objects/article/north-quay' },
  {
    name: 'content-object-versions',
    path: '/d/main/content/objects/article/north-quay?tab=versions',
  },
  {
    name: 'new-content-object-refused',
    path: '/d/main/content/objects/article/new',
    steps: [button('Save draft'), says('Fill this in.')],
  },
  { name: 'content-media', path: '/d/main/content/media' },
  { name: 'content-media-none', path: '/d/staging/content/media' },
  {
    name: 'content-media-file',
    path: '/d/main/content/media',
    steps: [page => page.getByRole('link', { name: 'north-quay.jpg' }).click(), says('1600 × 900')],
  },
  {
    name: 'content-realtime',
    path: '/d/main/content/realtime',
    steps: [says('Listening'), page => page.getByText('Listen to something else').click()],
  },
  { name: 'content-search', path: '/d/main/content/search?q=the' },
  {
    name: 'content-graphql',
    path: '/d/main/content/graphql',
    steps: [says('articles'), button('Run'), says('"data"')],
  },
  { name: 'content-panels', path: '/d/main/content/panels' },
  { name: 'content-panels-none', path: '/d/staging/content/panels' },
  { name: 'content-panel', path: '/d/main/content/panels/{reception}' },
  { name: 'new-content-panel', path: '/d/main/content/panels/new' },
  { name: 'apis', path: '/d/main/apis' },
  { name: 'apis-none', path: '/d/staging/apis' },
  { name: 'api', path: '/d/main/apis/orders' },
  { name: 'new-api', path: '/d/main/apis/new' },
  { name: 'users', path: '/d/main/users' },
  { name: 'user', path: '/d/main/users/{maya}' },
  { name: 'user-suspended', path: '/d/main/users/{tom}' },
  { name: 'roles', path: '/d/main/roles' },
  { name: 'role', path: '/d/main/roles/SUPPORT' },
  { name: 'role-built-in', path: '/d/main/roles/EDITOR' },
  { name: 'new-role', path: '/d/main/roles/new' },
  { name: 'new-role-forbidden', path: '/d/main/roles/new', viewer: 'reader' },
  { name: 'audit', path: '/d/main/audit' },
  { name: 'audit-event', path: '/d/main/audit', steps: [button(/^Key rotated/)] },
  { name: 'audit-chain', path: '/d/main/audit', steps: [button('Check the chain')] },
  { name: 'audit-forbidden', path: '/d/main/audit', viewer: 'reader' },
  { name: 'settings', path: '/d/main/settings' },
  { name: 'settings-headless', path: '/d/main/settings/headless' },
  { name: 'settings-keys', path: '/d/main/settings/keys' },
  { name: 'settings-shared-secret', path: '/d/main/settings/shared-secret' },
  { name: 'settings-shared-secret-none', path: '/d/staging/settings/shared-secret' },
  { name: 'team', path: '/team' },
  { name: 'team-member', path: '/team/{maya}' },
  { name: 'instance-audit', path: '/audit' },
  { name: 'account', path: '/account' },
  { name: 'account-two-step', path: '/account', viewer: 'twoStep' },
]

/** Every dialog and menu. Those that change something come last, for later pictures show the change. */
const DIALOGS: readonly Picture[] = [
  {
    name: 'navigation',
    path: '/d/main/keys',
    phone: true,
    steps: [button('Navigation'), shown('dialog')],
  },
  {
    name: 'session-ended',
    path: '/d/main/settings',
    steps: [
      type('Name', 'Southwind'),
      refuse(/main$/, 401, 'UNAUTHENTICATED', 'Sign in first.'),
      button('Save'),
      shown('dialog', 'Your session has ended'),
    ],
  },
  {
    name: 'content-objects-filter',
    path: '/d/main/content/objects/article',
    steps: [button('Filter')],
  },
  {
    name: 'content-import',
    path: '/d/main/content/objects/article',
    steps: [button('Import'), shown('dialog')],
  },
  {
    name: 'content-export',
    path: '/d/main/content/objects/article',
    steps: [button('Export'), shown('dialog')],
  },
  { name: 'account-menu', path: '/d/main/keys', steps: [button('Account')] },
  { name: 'domain-menu', path: '/d/main/keys', steps: [button(/^Domain:/)] },
  {
    name: 'new-domain',
    path: '/d/main/keys',
    steps: [button(/^Domain:/), item('New domain')],
  },
  { name: 'palette', path: '/d/main/keys', steps: [press('Control+k'), shown('dialog')] },
  {
    name: 'palette-found',
    path: '/d/main/keys',
    steps: [press('Control+k'), shown('dialog'), write('mobile'), shown('option', /Mobile app/)],
  },
  { name: 'shortcuts', path: '/d/main/keys', steps: [press('?')] },
  {
    name: 'password',
    path: '/d/main/keys/{Web shop}',
    viewer: 'stale',
    steps: [button('More actions'), item('Reveal token')],
  },
  {
    name: 'unsaved-changes',
    path: '/d/main/settings',
    steps: [
      type('Name', 'Southwind'),
      press('Control+k'),
      shown('dialog'),
      write('audit'),
      press('Enter'),
    ],
  },
  {
    name: 'keys-selected',
    path: '/d/main/keys',
    steps: [tick(/Returns portal/), tick(/Price import/), tick(/Fabrikam/)],
  },
  {
    name: 'keys-disable',
    path: '/d/main/keys',
    steps: [tick(/Returns portal/), tick(/Price import/), button('Disable')],
  },
  {
    name: 'keys-revoke',
    path: '/d/main/keys',
    steps: [tick(/Returns portal/), tick(/Price import/), button('Revoke')],
  },
  {
    name: 'keys-bulk-failures',
    path: '/d/main/keys',
    steps: [
      tick(/Returns portal/),
      tick(/Price import/),
      failInBulk(),
      button('Disable'),
      button(/^Disable 2/),
      shown('dialog', /stay|not/),
    ],
  },
  { name: 'keys-menu', path: '/d/main/keys', steps: [button('Actions for Returns portal')] },
  { name: 'keys-acts-as', path: '/d/main/keys', steps: [button('Acts as anyone')] },
  { name: 'key-menu', path: '/d/main/keys/{Web shop}', steps: [button('More actions')] },
  { name: 'key-edit', path: '/d/main/keys/{Web shop}', steps: [button('Edit')] },
  {
    name: 'key-close-without-saving',
    path: '/d/main/keys/{Web shop}',
    steps: [button('Edit'), type('Name', 'Web shops'), press('Escape')],
  },
  {
    name: 'key-stale',
    path: '/d/main/keys/{Web shop}',
    steps: [
      button('Edit'),
      type('Name', 'Web shops'),
      refuse(/keys.key_\w+$/, 412, 'PRECONDITION_FAILED', 'The key was changed meanwhile.'),
      button('Save'),
      says('changed while you were editing'),
    ],
  },
  {
    name: 'key-disable',
    path: '/d/main/keys/{Mobile app}',
    steps: [button('Disable'), shown('dialog')],
  },
  {
    name: 'key-rotate',
    path: '/d/main/keys/{Mobile app}',
    steps: [button('More actions'), item(/^Rotate/)],
  },
  {
    name: 'key-regenerate',
    path: '/d/main/keys/{Mobile app}',
    steps: [button('More actions'), item(/^Regenerate/)],
  },
  {
    name: 'key-revoke',
    path: '/d/main/keys/{Mobile app}',
    steps: [button('More actions'), item(/^Revoke/)],
  },
  {
    name: 'key-reveal',
    path: '/d/main/keys/{Mobile app}',
    steps: [button('More actions'), item('Reveal token')],
  },
  { name: 'application-key-qr', path: '/d/main/keys', steps: [button(/QR code/)] },
  { name: 'application-key-regenerate', path: '/d/main/keys', steps: [button('Regenerate')] },
  { name: 'user-invite', path: '/d/main/users', steps: [button('Invite')] },
  { name: 'user-add', path: '/d/main/users', steps: [button('Add user')] },
  {
    name: 'user-change-role',
    path: '/d/main/users',
    steps: [button('Actions for Maya Chen'), item(/^Change role/)],
  },
  {
    name: 'user-suspend',
    path: '/d/main/users',
    steps: [button('Actions for Maya Chen'), item(/^Suspend/)],
  },
  {
    name: 'user-remove',
    path: '/d/main/users',
    steps: [button('Actions for Maya Chen'), item(/^Remove/)],
  },
  {
    name: 'user-end-suspension',
    path: '/d/main/users',
    steps: [button('Actions for Tom Okafor'), item('End suspension')],
  },
  { name: 'invitation-withdraw', path: '/d/main/users', steps: [button(/^Withdraw/)] },
  { name: 'team-invite', path: '/team', steps: [button('Invite')] },
  { name: 'team-deactivate', path: '/team/{maya}', steps: [button('Deactivate')] },
  { name: 'team-administrator', path: '/team/{maya}', steps: [button(/administrator$/)] },
  { name: 'team-remove', path: '/team/{maya}', steps: [button('Take out')] },
  { name: 'role-delete', path: '/d/main/roles/BILLING', steps: [button('Delete')] },
  { name: 'role-in-use', path: '/d/main/roles/SUPPORT', steps: [button('Delete')] },
  {
    name: 'role-change',
    path: '/d/main/roles/SUPPORT',
    steps: [tick(/^orders.order cancel/), button('Save role')],
  },
  { name: 'api-delete', path: '/d/main/apis/orders', steps: [button('Delete API')] },
  { name: 'audit-export', path: '/d/main/audit', steps: [button('Export')] },
  {
    name: 'shared-secret-reveal',
    path: '/d/main/settings/shared-secret',
    steps: [button('Reveal')],
  },
  {
    name: 'shared-secret-regenerate',
    path: '/d/main/settings/shared-secret',
    steps: [button('Regenerate')],
  },
  { name: 'domain-delete', path: '/d/main/settings', steps: [button('Delete domain')] },
  { name: 'two-step-set-up', path: '/account', steps: [button('Set up')] },
  { name: 'two-step-turn-off', path: '/account', viewer: 'twoStep', steps: [button('Turn off')] },
  {
    name: 'two-step-new-codes',
    path: '/account',
    viewer: 'twoStep',
    steps: [button('New recovery codes'), button('Make new codes')],
  },
  { name: 'sessions-end', path: '/account', steps: [button('End all others')] },
  {
    name: 'user-invited',
    path: '/d/main/users',
    steps: [button('Invite'), type('E-mail', 'new@contractor.example'), button('Make invitation')],
  },
  {
    name: 'key-issued',
    path: '/d/main/keys/new',
    steps: [type('Name', 'Price comparison'), button('Create key'), shown('button', 'Copy token')],
    whole: true,
  },
  {
    name: 'shared-secret-made',
    path: '/d/staging/settings/shared-secret',
    steps: [answerSecret(), button('Make the shared secret'), shown('dialog')],
  },
  {
    name: 'user-leave-without-link',
    path: '/d/main/users',
    steps: [
      button('Invite'),
      type('E-mail', 'new@contractor.example'),
      button('Make invitation'),
      button('Done'),
      shown('dialog', 'Leave without the link?'),
    ],
  },
  {
    name: 'key-leave-without-token',
    path: '/d/main/keys/new',
    steps: [
      type('Name', 'Price comparison'),
      button('Create key'),
      button('Done'),
      shown('dialog', 'Leave without the token?'),
    ],
  },
  {
    name: 'key-rotated',
    path: '/d/main/keys/{Analytics}',
    steps: [button('More actions'), item(/^Rotate/), button('Rotate key')],
  },
]

/** All pictures, in the order in which they are taken. */
export const PICTURES: readonly Picture[] = [
  ...PAGES.map(picture => ({ whole: true, ...picture })),
  ...DIALOGS,
]

/** Pictures that the documentation shows, by the name of their file in docs/images. */
export const PUBLISHED: Readonly<Record<string, { picture: string; theme: 'light' | 'dark' }>> = {
  overview: { picture: 'overview', theme: 'light' },
  'api-keys': { picture: 'keys', theme: 'light' },
  'new-key-with-rules': { picture: 'new-key-rules', theme: 'light' },
  'rotation-with-overlap': { picture: 'key-secrets', theme: 'light' },
  'why-a-request-is-refused': { picture: 'key-simulator', theme: 'dark' },
  'audit-event': { picture: 'audit-event', theme: 'dark' },
}

type Name = string | RegExp

function tab(name: Name): Step {
  return page => page.getByRole('tab', { name }).click()
}

function button(name: Name): Step {
  return page => topmost(page).getByRole('button', { name, exact: true }).first().click()
}

function item(name: Name): Step {
  return page => page.getByRole('menuitem', { name }).first().click()
}

function radio(name: Name): Step {
  return page => page.getByRole('radio', { name }).click()
}

function tick(name: Name): Step {
  return page => page.getByRole('checkbox', { name }).first().click()
}

function type(label: string, text: string): Step {
  return page => page.getByLabel(label, { exact: true }).last().fill(text)
}

/** Into whatever has the focus. */
function write(text: string): Step {
  return page => page.keyboard.type(text)
}

function press(keys: string): Step {
  return page => page.keyboard.press(keys)
}

function shown(role: 'button' | 'dialog' | 'option', name: Name = /(?:)/): Step {
  return page => page.getByRole(role, { name }).last().waitFor()
}

function says(text: string): Step {
  return page => page.getByText(text).first().waitFor()
}

/** From here on nothing reaches the server. */
function cutOff(): Step {
  return page => page.route('**', route => route.abort())
}

/** From here on the server refuses changes of what has such an address; a failing one, reading too. */
function refuse(path: RegExp, status: number, code: string, title: string): Step {
  return page =>
    page.route(
      ({ pathname }) => pathname.startsWith('/v1/') && path.test(pathname),
      route => {
        if (status < 500 && route.request().method() === 'GET') return route.continue()
        const problem = { type: 'about:blank', title, status, code, requestId: REQUEST }
        const contentType = 'application/problem+json'
        return route.fulfill({ status, contentType, json: problem })
      },
    )
}

/** From here on no key can be changed with others. */
function failInBulk(): Step {
  return page =>
    page.route('**/keys/bulk', route => {
      const { ids } = route.request().postDataJSON()
      const items = ids.map((id: string) => ({ id, done: false, code: 'FORBIDDEN' }))
      return route.fulfill({ json: { items } })
    })
}

/** Makes no shared secret, so that the next picture can make it too. */
function answerSecret(): Step {
  return page =>
    page.route('**/shared-secret', route =>
      route.request().method() === 'POST'
        ? route.fulfill({ json: { secret: 'kws_0123456789abcdefghijABCDEFGHIJ0123456789' } })
        : route.continue(),
    )
}

const REQUEST = 'req_01m7yndkrafvmvgyz9a014zjdv'

/** The dialog that is open, else the page. */
function topmost(page: Page) {
  return page.locator('[role$=dialog][data-state=open], body:not(:has([role$=dialog]))').last()
}
