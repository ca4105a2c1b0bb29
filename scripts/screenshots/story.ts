import type { Client, Outcome } from '@keywright/contract'

/** Everybody's. */
export const PASSWORD = 'correct horse battery'

/** A key, and what became of it; days are counted back from now. */
export interface KeyStory {
  body: Parameters<Client['keys']['create']>[0]['body']
  daysAgo: number
  /** E-mail of whom it acts as. */
  actsAs?: string
  /** Requests in a usual hour. */
  perHour?: number
  refusedAs?: Outcome
  /** Not used in the last so many days. */
  idleDays?: number
  rotatedDaysAgo?: number
  disabledDaysAgo?: number
  revokedDaysAgo?: number
  reason?: string
  ip?: string
  userAgent?: string
}

/** APIs that keys protect. */
export const APIS: Parameters<Client['apis']['create']>[0]['body'][] = [
  {
    slug: 'orders',
    name: 'Orders API',
    description: 'What customers ordered, and what became of it.',
    resources: [
      { name: 'order', description: 'An order with its lines', actions: allActions('cancel') },
      { name: 'shipment', description: 'What is on its way', actions: ['read', 'create'] },
      {
        name: 'invoice',
        description: 'Bills and credit notes',
        actions: ['read', 'create', 'send'],
      },
    ],
    routes: [
      { method: 'GET', path: '/orders', permission: 'orders.order:read' },
      { method: 'POST', path: '/orders', permission: 'orders.order:create' },
      { method: 'GET', path: '/orders/:id', permission: 'orders.order:read' },
      { method: 'PATCH', path: '/orders/:id', permission: 'orders.order:update' },
      { method: 'POST', path: '/orders/:id/cancel', permission: 'orders.order:cancel' },
      { method: 'GET', path: '/shipments/*', permission: 'orders.shipment:read' },
      { method: 'GET', path: '/invoices/:id', permission: 'orders.invoice:read' },
      { method: 'GET', path: '/status', permission: null },
    ],
  },
  {
    slug: 'catalogue',
    name: 'Catalogue API',
    description: 'Products, prices and stock.',
    resources: [
      { name: 'product', description: 'What is for sale', actions: allActions('publish') },
      { name: 'price', description: 'Lists of prices', actions: ['read', 'update'] },
      { name: 'stock', description: 'How many are there', actions: ['read', 'update'] },
    ],
    routes: [
      { method: 'GET', path: '/products', permission: 'catalogue.product:read' },
      { method: 'GET', path: '/products/:id', permission: 'catalogue.product:read' },
      { method: 'PUT', path: '/stock/:id', permission: 'catalogue.stock:update' },
    ],
  },
]

/** Roles beyond the built-in ones. */
export const ROLES: Parameters<Client['roles']['create']>[0]['body'][] = [
  {
    name: 'SUPPORT',
    description: 'Looks up orders and shipments, and cancels for customers',
    permissions: [
      'orders.order:read',
      'orders.order:cancel',
      'orders.shipment:read',
      'catalogue.*:read',
      'backoffice.keys:read',
    ],
  },
  {
    name: 'PARTNER',
    description: 'Shops that sell for us: read the catalogue, place orders',
    permissions: ['catalogue.*:read', 'orders.order:create', 'orders.order:read'],
  },
  {
    name: 'BILLING',
    description: 'Invoices and everything they are made from',
    permissions: ['orders.invoice:*', 'orders.order:read', 'catalogue.price:read'],
  },
]

/** People who were invited and joined. */
export const PEOPLE = [
  { email: 'maya@northwind.example', name: 'Maya Chen', role: 'ADMIN', daysAgo: 39 },
  { email: 'priya@northwind.example', name: 'Priya Nair', role: 'EDITOR', daysAgo: 38 },
  { email: 'jonas@northwind.example', name: 'Jonas Weber', role: 'SUPPORT', daysAgo: 30 },
  { email: 'elif@northwind.example', name: 'Elif Demir', role: 'BILLING', daysAgo: 26 },
  { email: 'tom@northwind.example', name: 'Tom Okafor', role: 'EDITOR', daysAgo: 20 },
] as const

/** Keys of every kind, in every state. */
export const KEYS: readonly KeyStory[] = [
  {
    body: {
      name: 'Web shop',
      description: 'Server of shop.northwind.example',
      scopes: [
        'catalogue.*:read',
        'orders.order:create',
        'orders.order:read',
        'orders.shipment:read',
      ],
      expiresInDays: 365,
      ipAllow: ['203.0.113.0/24'],
      metadata: { team: 'shop', environment: 'production' },
    },
    daysAgo: 38,
    perHour: 820,
    refusedAs: 'IP_DENIED',
    rotatedDaysAgo: 2,
    userAgent: 'shop/4.12 node/22',
  },
  {
    body: {
      name: 'Mobile app',
      description: 'iOS and Android',
      scopes: ['catalogue.*:read', 'orders.order:create', 'orders.order:read'],
      expiresInDays: 180,
    },
    daysAgo: 36,
    perHour: 540,
    refusedAs: 'FORBIDDEN',
    userAgent: 'NorthwindApp/7.3',
  },
  {
    body: {
      name: 'Warehouse sync',
      description: 'Stock levels, every five minutes',
      scopes: ['catalogue.stock:*', 'orders.shipment:*'],
      expiresInDays: 48,
      ipAllow: ['198.51.100.17/32'],
    },
    daysAgo: 36,
    actsAs: 'maya@northwind.example',
    perHour: 260,
    ip: '198.51.100.17',
    userAgent: 'python-requests/2.32',
  },
  {
    body: {
      name: 'Contoso marketplace',
      description: 'Partner since spring',
      role: 'PARTNER',
      expiresInDays: 90,
    },
    daysAgo: 33,
    perHour: 190,
    refusedAs: 'FORBIDDEN',
  },
  {
    body: { name: 'Fabrikam marketplace', role: 'PARTNER', expiresInDays: 90 },
    daysAgo: 12,
    perHour: 75,
  },
  {
    body: {
      name: 'Analytics',
      description: 'Nightly copy into the warehouse',
      scopes: ['*:read'],
      expiresInDays: 90,
    },
    daysAgo: 31,
    perHour: 64,
    userAgent: 'airbyte/1.4',
  },
  {
    body: {
      name: 'Support desk',
      description: 'Orders beside the tickets',
      role: 'SUPPORT',
      expiresInDays: 90,
    },
    daysAgo: 28,
    actsAs: 'jonas@northwind.example',
    perHour: 38,
  },
  {
    body: {
      name: 'Invoices to accounting',
      scopes: ['orders.invoice:read', 'orders.invoice:send'],
      expiresInDays: 60,
    },
    daysAgo: 25,
    actsAs: 'elif@northwind.example',
    perHour: 12,
  },
  {
    body: { name: 'Lobby display', description: 'Screen at the entrance', role: 'READONLY' },
    daysAgo: 22,
    perHour: 30,
    userAgent: 'Chromium kiosk',
  },
  {
    body: { name: 'Infrastructure', description: 'Terraform in the pipeline', role: 'ADMIN' },
    daysAgo: 35,
    perHour: 3,
    idleDays: 6,
  },
  {
    body: {
      name: 'Gateway',
      description: 'Asks about every request',
      scopes: ['backoffice.keys:verify'],
      expiresInDays: 365,
    },
    daysAgo: 39,
    perHour: 400,
  },
  {
    body: {
      name: 'Product feed',
      description: 'Prices for comparison sites',
      scopes: ['catalogue.product:read', 'catalogue.price:read'],
      expiresInDays: 30,
    },
    daysAgo: 21,
    perHour: 110,
  },
  {
    body: { name: 'Tom’s laptop', scopes: ['catalogue.*:*'], expiresInDays: 45 },
    daysAgo: 18,
    actsAs: 'tom@northwind.example',
    perHour: 5,
    idleDays: 3,
  },
  {
    body: { name: 'Price import', scopes: ['catalogue.price:update'], expiresInDays: 90 },
    daysAgo: 9,
  },
  {
    body: {
      name: 'Returns portal',
      scopes: ['orders.order:read', 'orders.order:cancel'],
      expiresInDays: 90,
    },
    daysAgo: 1,
    perHour: 8,
  },
  {
    body: {
      name: 'Old importer',
      description: 'Replaced by Warehouse sync',
      scopes: ['catalogue.*:*'],
      expiresInDays: 180,
    },
    daysAgo: 39,
    perHour: 20,
    disabledDaysAgo: 4,
  },
  {
    body: { name: 'Summer campaign', scopes: ['catalogue.product:read'], expiresInDays: 14 },
    daysAgo: 30,
    perHour: 40,
    idleDays: 16,
  },
  {
    body: {
      name: 'Newsletter',
      description: 'Found in a public repository',
      scopes: ['catalogue.*:read'],
      expiresInDays: 90,
    },
    daysAgo: 34,
    perHour: 25,
    revokedDaysAgo: 5,
    reason: 'Found in a public repository',
  },
  {
    body: { name: 'Load test', role: 'EDITOR', expiresInDays: 20 },
    daysAgo: 15,
    revokedDaysAgo: 13,
    reason: 'Done with it',
  },
]

function allActions(more: string): string[] {
  return ['create', 'read', 'update', 'delete', more]
}
