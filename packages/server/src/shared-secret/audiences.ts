/** Names of the machine itself. */
const OWN_NAMES = ['localhost', '127.0.0.1', '[::1]']
const UNSPECIFIED = new Set([...OWN_NAMES, '0.0.0.0', '[::]'])

/**
 * The audiences that an assertion may name: the public address, or its token endpoint. Without a
 * configured address the server is known by where it listens, and on this machine that has three names.
 */
export function audiencesOf(publicUrl: string, configured: boolean): string[] {
  const bases = configured ? [publicUrl] : [publicUrl, ...ownAddresses(publicUrl)]
  return bases.flatMap(base => [base, `${base}/v1/oauth/token`])
}

function ownAddresses(address: string): string[] {
  const url = URL.canParse(address) ? new URL(address) : undefined
  if (!url || !UNSPECIFIED.has(url.hostname)) return []
  return OWN_NAMES.map(name => `${url.protocol}//${name}${url.port && `:${url.port}`}`)
}
