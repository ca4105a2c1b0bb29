import type { RequestListener } from 'node:http'
import type {
  RealtimeEvent as ServerEvent,
  Outcome as ServerOutcome,
  RealtimeRequest as ServerRequest,
  VerifyResult as ServerResult,
} from '@keywright/contract'
import express from 'express'
import createFastify, { type FastifyRequest } from 'fastify'
import { type Context, Hono } from 'hono'
import { describe, expectTypeOf, it } from 'vitest'
import { WebSocket } from 'ws'
import * as forExpress from './express.ts'
import * as forFastify from './fastify.ts'
import * as forHono from './hono.ts'
import {
  createVerifier,
  type Outcome,
  type VerifiedKey,
  type Verifier,
  type VerifyResult,
} from './index.ts'
import { createRealtime, type RealtimeEvent, type RealtimeWish } from './realtime.ts'

type DeepReadonly<T> = T extends object ? { readonly [K in keyof T]: DeepReadonly<T[K]> } : T

const verifier = createVerifier({ url: 'http://127.0.0.1:1', token: 'caller' })

describe('the types of the SDK', () => {
  it('say the same as the contract of the server', () => {
    expectTypeOf<Outcome>().toEqualTypeOf<ServerOutcome>()
    expectTypeOf<VerifyResult>().toEqualTypeOf<DeepReadonly<ServerResult>>()
    expectTypeOf<VerifiedKey>().toEqualTypeOf<DeepReadonly<NonNullable<ServerResult['key']>>>()
  })

  it('of realtime say the same, and take the websocket of the package ws', () => {
    expectTypeOf<RealtimeEvent>().toEqualTypeOf<DeepReadonly<ServerEvent>>()
    type ServerWish = Omit<Extract<ServerRequest, { type: 'subscribe' }>, 'type' | 'id'>
    expectTypeOf<keyof RealtimeWish>().toEqualTypeOf<keyof ServerWish>()
    expectTypeOf<DeepReadonly<Omit<ServerWish, 'filter'>>>().toExtend<RealtimeWish>()
    const options = { url: 'http://127.0.0.1:1', domain: 'shop', WebSocket }
    expectTypeOf(createRealtime).toBeCallableWith(options)
  })

  it('promise an answer, and take a token with or without more', () => {
    expectTypeOf<Verifier['verify']>().returns.resolves.toEqualTypeOf<VerifyResult>()
    expectTypeOf<Verifier['verify']>().toBeCallableWith('token')
    expectTypeOf<Verifier['verify']>().toBeCallableWith('token', {
      permissions: ['a.b:c'] as const,
      ip: '::1',
    })
    // @ts-expect-error A verifier without a token of its own cannot ask.
    expectTypeOf(createVerifier).toBeCallableWith({ url: 'http://127.0.0.1:1' })
  })

  it('fit Express, whose requests then carry the key', () => {
    const app = express()
    app.use(forExpress.requireKey(verifier))
    app.get('/', forExpress.requireKey(verifier, { permission: 'a.b:c' }), request => {
      expectTypeOf(request.keywright).toEqualTypeOf<forExpress.KeyAccess | undefined>()
    })
    const permission = (request: express.Request) => `articles.${request.params.kind}:read`
    app.use(forExpress.requireKey(verifier, { permission }))
  })

  it('fit node:http', () => {
    const middleware = forExpress.requireKey(verifier, {
      permission: request => (request.method === 'GET' ? 'a.b:read' : 'a.b:write'),
    })
    const listener = (request: forExpress.KeyedRequest, response: Parameters<RequestListener>[1]) =>
      middleware(request, response, () => {
        expectTypeOf(request.keywright).toEqualTypeOf<forExpress.KeyAccess | undefined>()
      })
    expectTypeOf(listener).toExtend<RequestListener>()
  })

  it('fit Fastify, whose requests then carry the key', () => {
    const app = createFastify()
    const permission = (request: FastifyRequest) => `articles.${request.routeOptions.url}:read`
    app.addHook('onRequest', forFastify.requireKey(verifier, { permission }))
    app.get('/', { onRequest: forFastify.requireKey(verifier) }, async request => {
      expectTypeOf(request.keywright).toEqualTypeOf<forFastify.KeyAccess | undefined>()
    })
  })

  it('fit Hono, whose routes behind it have the key for certain', () => {
    const permission = (c: Context) => `articles.${c.req.param('kind')}:read`
    new Hono().get('/', forHono.requireKey(verifier, { permission }), c => {
      expectTypeOf(c.var.keywright).toEqualTypeOf<forHono.KeyAccess>()
      return c.text(c.var.keywright.key.id)
    })
    const app = new Hono<{ Variables: forHono.KeywrightVariables }>()
    app.use(forHono.requireKey(verifier))
    app.get('/', c => c.text(c.var.keywright.subject ?? ''))
  })
})
