import type { Api } from '@keywright/contract'
import { describe, expect, it } from 'vitest'
import { createApiRouter } from './api-router.ts'

type Route = Api['routes'][number]

const route = (method: Route['method'], path: string, permission: string | null): Route => ({
  method,
  path,
  permission,
})

/** The permission, `any` or `denied`. */
function asker(routes: Route[], unmatched: string | null = null) {
  const match = createApiRouter(routes, unmatched)
  return (method: string, path: string) => {
    const found = match(method, path)
    return found.kind === 'permission' ? found.permission : found.kind
  }
}

describe('the routes of an API', () => {
  const ask = asker([
    route('GET', '/orders', 'shop.order:read'),
    route('POST', '/orders', 'shop.order:create'),
    route('GET', '/orders/:id', 'shop.order:read'),
    route('DELETE', '/orders/:id', 'shop.order:delete'),
    route('*', '/orders/:id/notes', 'shop.note:write'),
    route('GET', '/orders/:id/notes', 'shop.note:read'),
    route('GET', '/orders/export', 'shop.order:export'),
    route('*', '/files/*', 'shop.file:write'),
    route('GET', '/health', null),
    route('HEAD', '/health', 'shop.health:read'),
  ])

  it.each([
    ['GET', '/orders', 'shop.order:read'],
    ['POST', '/orders', 'shop.order:create'],
    ['PUT', '/orders', 'denied'],
    ['GET', '/orders/7', 'shop.order:read'],
    ['DELETE', '/orders/7', 'shop.order:delete'],
    ['GET', '/orders/7/lines', 'denied'],
    ['GET', '/', 'denied'],
    ['GET', '/nowhere', 'denied'],
    ['GET', '/health', 'any'],
  ])('%s %s: %s', (method, path, wanted) => {
    expect(ask(method, path)).toBe(wanted)
  })

  it('the more specific path wins over a parameter, and the method over *', () => {
    expect(ask('GET', '/orders/export')).toBe('shop.order:export')
    expect(ask('GET', '/orders/7/notes')).toBe('shop.note:read')
    expect(ask('PATCH', '/orders/7/notes')).toBe('shop.note:write')
  })

  it('* stands for every method, also for those that nobody has thought of', () => {
    for (const method of ['GET', 'DELETE', 'OPTIONS', 'PROPFIND', 'BREW', 'TRACE']) {
      expect(ask(method, '/files/a/b.txt')).toBe('shop.file:write')
    }
  })

  it('HEAD counts as GET unless it has a route of its own', () => {
    expect(ask('HEAD', '/orders/7')).toBe('shop.order:read')
    expect(ask('HEAD', '/health')).toBe('shop.health:read')
  })

  it('capitals, encoded letters and a slash at the end do not lead around a route', () => {
    for (const path of ['/Orders/7', '/orders/7/', '/%6frders/7', '/ORDERS/%37/']) {
      expect(ask('DELETE', path)).toBe('shop.order:delete')
    }
  })

  it('a long parameter is a parameter', () => {
    expect(ask('DELETE', `/orders/${'7'.repeat(5000)}`)).toBe('shop.order:delete')
  })

  it('what no route matches needs the permission that the API says', () => {
    const open = asker([route('GET', '/orders', 'shop.order:read')], 'shop.other:write')
    expect(open('GET', '/nowhere')).toBe('shop.other:write')
    expect(open('BREW', '/orders')).toBe('shop.other:write')
  })

  it('letters outside ASCII match however they are encoded', () => {
    const german = asker([route('GET', '/größe', 'shop.size:read')])
    expect(german('GET', '/gr%C3%B6%C3%9Fe')).toBe('shop.size:read')
  })
})
