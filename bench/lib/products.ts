/** The content type of the measurement, as it is stored. */
export const PRODUCT = {
  name: 'product',
  label: 'Product',
  description: '',
  title_field: 'name',
  slug_field: null,
  field_order: '["name","category","brand","price","stock","live","since"]',
  schema: JSON.stringify({
    type: 'object',
    properties: {
      name: { type: 'string' },
      category: { type: 'string' },
      brand: { type: 'string' },
      price: { type: 'number' },
      stock: { type: 'integer' },
      live: { type: 'boolean' },
      since: { type: 'string', format: 'date-time' },
    },
    required: ['name'],
    additionalProperties: false,
  }),
} as const

/** The id of the object with this number, as long as an id of the server's own. */
export function objectIdAt(index: number): string {
  return `obj_01jcxk3y5nfm8v9qv${String(index).padStart(10, '0')}`
}

/** The fields of the object with this number: the same in every process and every run. */
export function productAt(index: number): Record<string, unknown> {
  const mixed = mix(index)
  return {
    name: `Product ${String(mixed % 1_000_000).padStart(6, '0')}`,
    category: `category ${mixed % 1000}`,
    brand: `brand ${mixed % 20}`,
    price: (mixed % 100_000) / 100,
    stock: (mixed >>> 5) % 500,
    live: (mixed >>> 9) % 2 === 0,
    since: new Date(1_600_000_000_000 + (mixed % 100_000_000) * 1000).toISOString(),
  }
}

/** A whole number that looks like chance (the finalizer of MurmurHash3). */
function mix(index: number): number {
  let value = Math.imul(index ^ (index >>> 16), 0x85ebca6b)
  value = Math.imul(value ^ (value >>> 13), 0xc2b2ae35)
  return (value ^ (value >>> 16)) >>> 0
}
