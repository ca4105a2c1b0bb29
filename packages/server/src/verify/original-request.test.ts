import { describe, expect, it } from 'vitest'
import { AppError } from '../app-error.ts'
import { readOriginalRequest } from './original-request.ts'

const read = (headers: Record<string, string>) => readOriginalRequest(name => headers[name])

const detailOf = (headers: Record<string, string>): string | undefined => {
  try {
    read(headers)
  } catch (error) {
    if (error instanceof AppError && error.code === 'BAD_REQUEST') return error.details.detail
    throw error
  }
  return undefined
}

const forwarded = (method: string, uri: string) => ({
  'x-forwarded-method': method,
  'x-forwarded-uri': uri,
})
const original = (method: string, uri: string, name = 'x-original-uri') => ({
  'x-original-method': method,
  [name]: uri,
})

describe('the request a proxy asks about', () => {
  it.each([
    ['Traefik and Caddy', forwarded('GET', '/a?b=c')],
    ['nginx', original('GET', '/a?b=c')],
    ['the ingress of nginx', original('GET', 'https://api.example.com/a?b=c', 'x-original-url')],
    ['both, when they agree', { ...forwarded('GET', '/a?b=c'), ...original('GET', '/a?b=c') }],
  ])('is read from the headers of %s', (_, headers) => {
    expect(read(headers)).toEqual({ method: 'GET', target: '/a?b=c' })
  })

  it('has the path / when only an address was asked for', () => {
    expect(read(original('GET', 'https://api.example.com', 'x-original-url')).target).toBe('/')
  })

  it.each([
    ['nothing', {}],
    ['no method', { 'x-forwarded-uri': '/a' }],
    ['no address', { 'x-original-method': 'GET' }],
    ['an empty address', forwarded('GET', '')],
    ['one half of each kind', { 'x-forwarded-method': 'GET', 'x-original-uri': '/a' }],
  ])('is refused with %s', (_, headers) => {
    expect(detailOf(headers)).toMatch(/Send the original request/)
  })

  it.each([
    ['method', { ...forwarded('GET', '/a'), ...original('DELETE', '/a') }],
    ['address', { ...forwarded('GET', '/a'), ...original('GET', '/b') }],
    ['half of a kind', { ...original('DELETE', '/a'), 'x-forwarded-method': 'GET' }],
    ['query', { ...original('GET', '/a?x=1'), 'x-forwarded-uri': '/a' }],
    ['URI and URL', { ...original('GET', '/a'), 'x-original-url': 'https://host/b' }],
  ])('is refused when the two kinds differ by their %s', (_, headers) => {
    expect(detailOf(headers)).toMatch(/different requests/)
  })

  it.each(['get', 'GET, POST', 'GET /x', '', 'X'.repeat(40)])('has no method %j', method => {
    expect(detailOf(forwarded(method, '/a'))).toBeDefined()
  })
})
