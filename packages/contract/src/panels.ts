import { z } from 'zod'
import {
  displayName,
  domainIdParams,
  domainParams,
  id,
  MAX_LIFETIME_DAYS,
  page,
  pageQuery,
  permission,
  time,
  wholeNumber,
} from './common.ts'
import { typeName } from './content/content-types.ts'
import { filter } from './content/filter.ts'
import { objectId, objectListQuery } from './content/objects.ts'
import { endpoint } from './endpoint.ts'
import { KEY_STATES } from './keys.ts'
import { roleName } from './roles.ts'

/** How many there may be; of devices the one that was seen longest ago makes room for a new one. */
export const PANEL_LIMITS = {
  panelsPerDomain: 200,
  devicesPerPanel: 100,
  listedObjects: 50,
} as const

/** `disabled` and `expired` are the key's; `ended`: for good, since the panel or its key was ended. */
export const PANEL_STATES = ['active', 'disabled', 'expired', 'ended'] as const

/** Why the screens of a panel can show nothing, whatever content there is. */
export const PANEL_PROBLEMS = ['forbidden', 'gone', 'misfit'] as const

/** Longest address that a panel shows in a frame. */
const MAX_URL = 2000

const view = z
  .enum(['published', 'draft'])
  .default('published')
  .describe('`published`: what delivery shows; `draft`: as it is now, for editors')

/** An address that a frame may hold: https, or http on the machine itself; no credential inside. */
export const frameUrl = z
  .string()
  .max(MAX_URL)
  .refine(isFrameUrl, 'An https address, or http on localhost, without a user name.')

/** What a panel shows. */
export const panelShows = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('object'), type: typeName, id: objectId, view }),
  z.strictObject({
    kind: z.literal('list'),
    type: typeName,
    filter: filter.optional(),
    sort: objectListQuery.shape.sort.unwrap().default('-createdAt'),
    limit: wholeNumber(1, PANEL_LIMITS.listedObjects).default(10),
    view,
  }),
  z.strictObject({ kind: z.literal('url'), url: frameUrl }),
])

/** What a panel shows, with its defaults. */
export type PanelShows = z.output<typeof panelShows>

/** What a panel shows, as a caller writes it. */
export type PanelShowsInput = z.input<typeof panelShows>

export const panelDevice = z
  .object({
    id: id('dev'),
    firstSeenAt: time,
    lastSeenAt: time.describe('Noted once a minute at the most'),
    ip: z.string().nullable(),
    userAgent: z.string().nullable(),
    endedAt: time.nullable(),
  })
  .meta({ id: 'PanelDevice' })

/** A device that a panel is open on. */
export type PanelDevice = z.output<typeof panelDevice>

const panelFields = {
  id: id('pnl'),
  name: z.string(),
  state: z.enum(PANEL_STATES),
  shows: panelShows,
  problem: z
    .enum(PANEL_PROBLEMS)
    .nullable()
    .describe(
      'Why its screens can show nothing: `forbidden`: the key may not read the type; `gone`: there is no such type any more, said to those who may read it; `misfit`: filter or sort do not fit the type any more',
    ),
  key: z.object({
    id: id('key'),
    name: z.string(),
    state: z.enum(KEY_STATES),
    masked: z.string(),
    role: z.string().nullable(),
    scopes: z.array(permission).nullable(),
    actsAs: id('usr').nullable(),
    actsAsEmail: z.string().nullable(),
    expiresAt: time.nullable(),
  }),
  deviceCount: z.number().int().describe('Devices that are signed in'),
  lastSeenAt: time.nullable().describe('When a device was seen last'),
  createdAt: time,
  createdBy: z.string().nullable().describe('Id of the user or key that made it'),
  createdByLabel: z.string().nullable(),
  updatedAt: time,
  endedAt: time.nullable(),
}

export const panel = z.object(panelFields).meta({ id: 'Panel' })

/** A panel as it travels. */
export type Panel = z.output<typeof panel>

export const panelWithDevices = z
  .object({
    ...panelFields,
    devices: z.array(panelDevice).describe('Seen last first; those that ended stay for 30 days'),
  })
  .meta({ id: 'PanelWithDevices' })

/** A panel with the devices it is open on. */
export type PanelWithDevices = z.output<typeof panelWithDevices>

export const panelLink = z
  .object({
    panel,
    link: z.string().describe('Signs a device in that opens it; shown once, here'),
  })
  .meta({ id: 'PanelLink' })

/** A panel with the link that opens it. */
export type PanelLink = z.output<typeof panelLink>

/** Where the link of a panel leads; all that its page needs lies below. */
export const PANEL_PATH = '/panel/{id}'

const shownGroup = z.object({
  kind: z.literal('group'),
  get fields() {
    return z.array(shownField)
  },
})

const shownValue = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('text'), text: z.string() }),
  z.object({ kind: z.literal('markdown'), text: z.string() }),
  z.object({ kind: z.literal('number'), number: z.number() }),
  z.object({ kind: z.literal('boolean'), boolean: z.boolean() }),
  z.object({ kind: z.literal('date'), text: z.string() }),
  z.object({ kind: z.literal('time'), text: z.string() }),
  z.object({
    kind: z.literal('picture'),
    url: z.string().describe('Below the path of the panel'),
    alt: z.string(),
    width: z.number().int().nullable(),
    height: z.number().int().nullable(),
  }),
  shownGroup,
])

/** A value of a field, ready to be shown; a group has fields of its own. */
export type PanelValue = z.output<typeof shownValue>

const shownField = z.object({ name: z.string(), label: z.string(), values: z.array(shownValue) })

/** A field as a panel shows it: a list has several values, or one. */
export type PanelField = z.output<typeof shownField>

const shownObject = z.object({
  id: objectId,
  title: z.string().nullable(),
  fields: z.array(shownField),
})

/** An object as a panel shows it; fields without a value are left out, in groups too. */
export type PanelObject = z.output<typeof shownObject>

/** What the page of a panel is answered at `content` below its path. */
export const panelContent = z.object({
  name: z.string(),
  kind: z.enum(['object', 'list', 'url']),
  state: z
    .enum(['shown', 'missing', ...PANEL_PROBLEMS])
    .describe('`missing`: there is no such object now; the others: the `problem` of the panel'),
  url: frameUrl.nullable(),
  items: z.array(shownObject),
  hasMore: z
    .boolean()
    .describe('A list goes on after these, or may: not all that its filter asks for was tested'),
})

/** What a panel shows now. */
export type PanelContent = z.output<typeof panelContent>

export const panelListQuery = pageQuery.extend({
  state: z.enum(PANEL_STATES).optional().describe('Default: all but ended'),
})

const PANELS = '/v1/domains/{domain}/panels'
const panelParams = domainIdParams('pnl')

const showsErrors = ['CONTENT_TYPE_NOT_FOUND'] as const

/** Access to an endpoint whose answer holds a link: it makes a token, as making a key does. */
const person = 'unless-programmatic'

export const panelEndpoints = {
  list: endpoint({
    id: 'panels.list',
    method: 'GET',
    path: PANELS,
    summary: 'Panels of the domain, newest first',
    access: { kind: 'domain', permission: 'backoffice.panels:read' },
    params: domainParams,
    query: panelListQuery,
    responses: { 200: page(panel) },
  }),
  create: endpoint({
    id: 'panels.create',
    method: 'POST',
    path: PANELS,
    summary: 'Make a panel with a key of its own; the link is in this answer and nowhere else',
    access: { kind: 'domain', permission: 'backoffice.panels:create', person },
    params: domainParams,
    body: z.strictObject({
      name: displayName,
      shows: panelShows,
      actsAs: id('usr').nullable().optional().describe('Needs backoffice.users:impersonate'),
      role: roleName.nullable().optional(),
      scopes: z
        .array(permission)
        .max(200)
        .nullable()
        .optional()
        .describe(
          'Without role and scopes: to read the type that is shown, those its relations lead to, and files where it has any; nothing where a URL is shown',
        ),
      expiresAt: time.nullable().optional(),
      expiresInDays: wholeNumber(1, MAX_LIFETIME_DAYS).optional(),
      ipAllow: z.array(z.string().min(2).max(64)).max(100).optional(),
    }),
    responses: { 201: panelLink },
    errors: [
      ...showsErrors,
      'ESCALATION',
      'IMPERSONATION_FORBIDDEN',
      'ROLE_NOT_FOUND',
      'USER_NOT_FOUND',
      'EXPIRY_INVALID',
      'PANEL_LIMIT',
    ],
    idempotent: 'secret',
  }),
  read: endpoint({
    id: 'panels.read',
    method: 'GET',
    path: `${PANELS}/{id}`,
    summary: 'One panel with its devices',
    access: { kind: 'domain', permission: 'backoffice.panels:read' },
    params: panelParams,
    responses: { 200: panelWithDevices },
    errors: ['PANEL_NOT_FOUND'],
  }),
  update: endpoint({
    id: 'panels.update',
    method: 'PATCH',
    path: `${PANELS}/{id}`,
    summary: 'Change the name or what is shown; open devices show it at once',
    access: { kind: 'domain', permission: 'backoffice.panels:update' },
    params: panelParams,
    body: z.strictObject({ name: displayName.optional(), shows: panelShows.optional() }),
    responses: { 200: panel },
    errors: [
      'PANEL_NOT_FOUND',
      'PANEL_ENDED',
      ...showsErrors,
      'ESCALATION',
      'IMPERSONATION_FORBIDDEN',
    ],
    ifMatch: true,
  }),
  link: endpoint({
    id: 'panels.link',
    method: 'POST',
    path: `${PANELS}/{id}/link`,
    summary: 'A new link; the old one opens nothing any more',
    access: { kind: 'domain', permission: 'backoffice.panels:update', person },
    params: panelParams,
    body: z
      .strictObject({
        endDevices: z
          .boolean()
          .default(false)
          .describe('Also sign out the devices that opened an older link'),
      })
      .optional(),
    responses: { 200: panelLink },
    errors: ['PANEL_NOT_FOUND', 'PANEL_ENDED', 'ESCALATION', 'IMPERSONATION_FORBIDDEN', 'CONFLICT'],
    ifMatch: true,
    idempotent: 'secret',
  }),
  endDevice: endpoint({
    id: 'panels.endDevice',
    method: 'DELETE',
    path: `${PANELS}/{id}/devices/{device}`,
    summary: 'Sign a device out; it is told within a second',
    access: { kind: 'domain', permission: 'backoffice.panels:update' },
    params: panelParams.extend({ device: id('dev') }),
    responses: { 204: null },
    errors: ['PANEL_NOT_FOUND', 'PANEL_DEVICE_NOT_FOUND'],
  }),
  end: endpoint({
    id: 'panels.end',
    method: 'DELETE',
    path: `${PANELS}/{id}`,
    summary:
      'End a panel for good: its key is revoked and its devices are signed out; it leaves the default list',
    access: { kind: 'domain', permission: 'backoffice.panels:delete' },
    params: panelParams,
    responses: { 204: null },
    errors: ['PANEL_NOT_FOUND'],
    ifMatch: true,
  }),
}

function isFrameUrl(text: string): boolean {
  if (!URL.canParse(text)) return false
  const url = new URL(text)
  if (url.username !== '' || url.password !== '') return false
  return url.protocol === 'https:' || (url.protocol === 'http:' && LOCAL.has(url.hostname))
}

const LOCAL: ReadonlySet<string> = new Set(['localhost', '127.0.0.1', '[::1]'])
