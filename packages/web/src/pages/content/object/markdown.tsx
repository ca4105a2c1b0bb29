import type { ReactNode } from 'react'
import ReactMarkdown, { type Components } from 'react-markdown'
import remarkGfm from 'remark-gfm'

/**
 * Text with Markdown as people read it. HTML in it is shown as text; pictures are links, because the
 * page asks no other host for anything.
 */
export function Markdown({ text }: { text: string }) {
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] gap-3 wrap-anywhere">
      <ReactMarkdown remarkPlugins={[remarkGfm]} components={COMPONENTS}>
        {text}
      </ReactMarkdown>
    </div>
  )
}

const LINK = 'text-accent underline underline-offset-2 hover:text-accent-strong'

/** A link, or text where the address was taken out because it would run something. */
function Elsewhere({ to, children }: { to: unknown; children: ReactNode }) {
  if (typeof to !== 'string' || to === '') return children
  return (
    <a href={to} target="_blank" rel="noreferrer" className={LINK}>
      {children}
    </a>
  )
}

/** Headings begin below those of the page. */
const COMPONENTS: Components = {
  h1: ({ children }) => <h3 className="text-lg font-semibold">{children}</h3>,
  h2: ({ children }) => <h4 className="text-base font-semibold">{children}</h4>,
  h3: ({ children }) => <h5 className="font-semibold">{children}</h5>,
  h4: ({ children }) => <h6 className="font-medium">{children}</h6>,
  h5: ({ children }) => <h6 className="font-medium">{children}</h6>,
  h6: ({ children }) => <h6 className="font-medium">{children}</h6>,
  a: ({ href, children }) => <Elsewhere to={href}>{children}</Elsewhere>,
  img: ({ src, alt }) => <Elsewhere to={src}>{alt || 'Picture'}</Elsewhere>,
  ul: ({ children }) => <ul className="grid list-disc gap-1 pl-5">{children}</ul>,
  ol: ({ children, start }) => (
    <ol start={start} className="grid list-decimal gap-1 pl-5">
      {children}
    </ol>
  ),
  blockquote: ({ children }) => (
    <blockquote className="grid gap-3 border-l-2 border-line pl-3 text-muted">
      {children}
    </blockquote>
  ),
  code: ({ children }) => (
    <code className="rounded bg-sunken px-1 py-0.5 font-mono text-[0.8125rem]">{children}</code>
  ),
  pre: ({ children }) => (
    <pre className="rounded-lg bg-sunken p-2 whitespace-pre-wrap">{children}</pre>
  ),
  hr: () => <hr className="border-line" />,
  table: ({ children }) => (
    <section
      aria-label="Table"
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
      tabIndex={0}
      className="overflow-x-auto"
    >
      <table className="border-collapse text-left [&_td]:border [&_td]:border-line [&_td]:px-2 [&_td]:py-1 [&_th]:border [&_th]:border-line [&_th]:px-2 [&_th]:py-1">
        {children}
      </table>
    </section>
  ),
}
