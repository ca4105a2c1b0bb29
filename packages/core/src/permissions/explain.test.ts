import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { anyLayers, anyPermission } from '../testing/reference.ts'
import { createLayer } from './compile.ts'
import { decide, holdsAll } from './decide.ts'
import { explain } from './explain.ts'

describe('explain', () => {
  it('names the layer that refused, the grants that matched and what was missing', () => {
    const layers = [
      createLayer('role', ['*:*']),
      createLayer('scopes', ['content.*:create', 'content.article:update', 'content.page:delete']),
    ]
    expect(explain(layers, 'content.article:write')).toEqual({
      allowed: false,
      refusedBy: 1,
      layers: [
        { name: 'role', allowed: true, matched: ['*:*'], missing: [] },
        {
          name: 'scopes',
          allowed: false,
          matched: ['content.*:create', 'content.article:update'],
          missing: ['content.article:delete'],
        },
      ],
    })
  })

  it('writes what is missing as it was asked when nothing of it is held', () => {
    const [layer] = explain([createLayer('scopes', [])], 'content.article:write').layers
    expect(layer?.missing).toEqual(['content.article:write'])
  })

  it('refuses a principal without layers by layer 0', () => {
    expect(explain([], 'a.b:read')).toEqual({ allowed: false, layers: [], refusedBy: 0 })
  })

  it('never answers differently from decide', () => {
    fc.assert(
      fc.property(anyLayers, anyPermission, (lists, asked) => {
        const layers = lists.map(list => createLayer('scopes', list))
        const { allowed, refusedBy, layers: explained } = explain(layers, asked)
        expect(refusedBy === undefined ? { allowed } : { allowed, layer: refusedBy }).toEqual(
          decide(layers, asked),
        )
        for (const layer of explained) expect(layer.allowed).toBe(layer.missing.length === 0)
      }),
      { numRuns: 500 },
    )
  })

  it('lists as missing what would be enough and is not held', () => {
    fc.assert(
      fc.property(anyLayers, anyPermission, (lists, asked) => {
        const layers = lists.map(list => createLayer('scopes', list))
        explain(layers, asked).layers.forEach(({ missing }, index) => {
          const list = lists[index] ?? []
          expect(decide([createLayer('scopes', [...list, ...missing])], asked).allowed).toBe(true)
          expect(holdsAll([createLayer('scopes', list)], missing)).toEqual(missing)
        })
      }),
    )
  })
})
