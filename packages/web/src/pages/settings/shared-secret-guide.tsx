import guide from '../../../../../docs/guides/shared-secret.md?raw'
import { CodeBlock } from '../../ui/copy.tsx'
import { Tabs } from '../../ui/tabs.tsx'

const EXAMPLES = ['TypeScript', 'Python', 'curl and openssl']

/** What the guide says about signing and exchanging an assertion, out of the guide itself. */
export default function SharedSecretGuide() {
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] gap-4">
      <ClaimsTable />
      <p>
        Every example reads address, domain, key, token and shared secret from the environment, as
        the bundle names them. The whole guide is <code>docs/guides/shared-secret.md</code> in the
        repository.
      </p>
      <Tabs
        label="Examples"
        tabs={EXAMPLES.map(name => ({
          id: name,
          label: name,
          content: <CodeBlock code={codeOf(name)} label={`Example in ${name}`} />,
        }))}
      />
    </div>
  )
}

function ClaimsTable() {
  return (
    <section
      aria-label="Claims of the assertion"
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
      tabIndex={0}
      className="overflow-x-auto"
    >
      <table className="w-full min-w-96 text-left">
        <caption className="pb-2 text-left">
          The assertion is a JWT, signed with HS256; the secret is used as the text that you see.
        </caption>
        <thead>
          <tr className="border-b border-line text-xs text-muted">
            <th className="py-1.5 pr-4 font-medium">Claim</th>
            <th className="py-1.5 font-medium">Value</th>
          </tr>
        </thead>
        <tbody>
          {claims().map(([claim, value]) => (
            <tr key={claim} className="border-b border-line align-top last:border-0">
              <td className="py-1.5 pr-4 font-mono text-xs whitespace-nowrap">{claim}</td>
              <td className="py-1.5">{value}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}

function claims(): [claim: string, value: string][] {
  const rows = sectionOf('The assertion').matchAll(/^\| `(.+?) \| (.+) \|$/gm)
  return [...rows].map(([, claim = '', value = '']) => [plain(claim), plain(value)])
}

function codeOf(section: string): string {
  return /```\w+\n([\s\S]*?)\n```/.exec(sectionOf(section))?.[1] ?? ''
}

function sectionOf(heading: string): string {
  return guide.split(/^## /m).find(section => section.startsWith(`${heading}\n`)) ?? ''
}

function plain(markdown: string): string {
  return markdown.replaceAll('`', '')
}
