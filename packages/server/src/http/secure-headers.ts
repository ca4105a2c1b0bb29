import type { Config } from '../config.ts'

/** The headers of every answer that keep browsers from doing more with it than was meant: names and values. */
export function secureHeaders(config: Pick<Config, 'publicUrl'>): [string, string][] {
  const isSecure = config.publicUrl?.startsWith('https:')
  return [
    ['content-security-policy', "default-src 'none'; frame-ancestors 'none'"],
    ['cross-origin-opener-policy', 'same-origin'],
    ['cross-origin-resource-policy', 'same-origin'],
    ['origin-agent-cluster', '?1'],
    ['referrer-policy', 'no-referrer'],
    ...(isSecure ? [STRICT_TRANSPORT] : []),
    ['x-content-type-options', 'nosniff'],
    ['x-dns-prefetch-control', 'off'],
    ['x-download-options', 'noopen'],
    ['x-frame-options', 'DENY'],
    ['x-permitted-cross-domain-policies', 'none'],
    ['x-xss-protection', '0'],
  ]
}

const STRICT_TRANSPORT: [string, string] = [
  'strict-transport-security',
  'max-age=31536000; includeSubDomains',
]
