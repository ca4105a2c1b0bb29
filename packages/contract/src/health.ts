import { z } from 'zod'
import { endpoint } from './endpoint.ts'

export const healthEndpoints = {
  live: endpoint({
    id: 'health.live',
    method: 'GET',
    path: '/livez',
    summary: 'The process answers',
    access: { kind: 'public' },
    responses: { 200: z.object({ status: z.literal('ok') }) },
  }),
  ready: endpoint({
    id: 'health.ready',
    method: 'GET',
    path: '/readyz',
    summary: 'The node can do all of its work: the database answers and changes arrive',
    access: { kind: 'public' },
    responses: {
      200: z.object({
        status: z.literal('ready'),
        database: z.literal('up'),
        channel: z.enum(['up', 'down', 'none']),
      }),
    },
    errors: ['DATABASE_UNAVAILABLE', 'SHUTTING_DOWN'],
  }),
  metrics: endpoint({
    id: 'health.metrics',
    method: 'GET',
    path: '/metrics',
    summary:
      'Prometheus metrics; only for addresses in KEYWRIGHT_METRICS_ALLOW (default: this machine)',
    access: { kind: 'public' },
    responses: { 200: 'stream' },
    errors: ['FORBIDDEN'],
  }),
  openapi: endpoint({
    id: 'health.openapi',
    method: 'GET',
    path: '/v1/openapi.json',
    summary: 'This API as an OpenAPI 3.1 document',
    access: { kind: 'public' },
    responses: { 200: z.record(z.string(), z.unknown()) },
  }),
}
