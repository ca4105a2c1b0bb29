import { Card } from '../../ui/card.tsx'
import { CodeBlock } from '../../ui/copy.tsx'
import { nginxConfig } from './nginx-config.ts'

/** How a proxy enforces the API: the address that it asks, and a complete configuration of nginx. */
export function ForwardAuth({ domain, slug }: { domain: string; slug: string }) {
  const address = `${location.origin}/v1/forward-auth/${domain}/${slug}`
  return (
    <Card
      title="Forward-auth"
      description="A proxy asks this address about every request and passes on only what it allows."
    >
      <div className="grid grid-cols-[minmax(0,1fr)] gap-4">
        <CodeBlock code={address} label="Forward-auth address" />
        <details className="group">
          <summary className="cursor-pointer font-medium">nginx configuration</summary>
          <div className="mt-3 grid grid-cols-[minmax(0,1fr)] gap-3">
            <p className="text-muted">
              Complete and ready to run. Put in where your API listens (
              <code className="font-mono">127.0.0.1:4801</code>) and where nginx shall listen (
              <code className="font-mono">127.0.0.1:4800</code>), and start Keywright with{' '}
              <code className="font-mono">KEYWRIGHT_TRUSTED_PROXIES=1</code>. Nobody but nginx may
              reach the API.
            </p>
            <CodeBlock
              code={nginxConfig({ domain, slug, keywright: keywrightAddress() })}
              label="nginx configuration"
            />
          </div>
        </details>
      </div>
    </Card>
  )
}

/** Where nginx finds Keywright: as the page did, unless something that speaks TLS stands in between. */
function keywrightAddress(): string {
  return location.protocol === 'http:' && location.port !== '' ? location.host : '127.0.0.1:4747'
}
