import type { Panel, PanelContent, PanelObject } from '@keywright/contract'
import { type ReactNode, useEffect, useSyncExternalStore } from 'react'
import { cn } from '../lib/cn.ts'
import type { PanelConnection, PanelState } from './panel-connection.ts'
import { isPicture, PanelFields } from './panel-values.tsx'
import { usePaging } from './use-paging.ts'

/** All that a device shows. */
export function PanelScreen({ panel }: { panel: PanelConnection }) {
  const { content, isOffline, barred } = useSyncExternalStore(panel.follow, panel.current)
  const name = barred ? BARRED[barred].title : (content?.name ?? 'Panel')
  useEffect(() => {
    document.title = name
  }, [name])
  return (
    <>
      {barred ? (
        <Notice title={BARRED[barred].title}>{BARRED[barred].text}</Notice>
      ) : (
        <Shown content={content} isOffline={isOffline} />
      )}
      <p role="status" className="fixed right-4 bottom-4">
        {content && isOffline && (
          <span className="flex items-center gap-2 rounded-full border border-line bg-surface px-3 py-1 text-[0.75rem] text-warning">
            <span className="size-2 rounded-full bg-warning" aria-hidden="true" />
            Offline
          </span>
        )}
      </p>
    </>
  )
}

const BARRED: Readonly<Record<NonNullable<PanelState['barred']>, { title: string; text: string }>> =
  {
    signedOut: {
      title: 'Signed out',
      text: 'This screen was signed out. Open a new link to sign it in again.',
    },
    disabled: {
      title: 'Switched off for now',
      text: 'This screen comes back by itself when its panel is switched on again.',
    },
  }

function Shown({ content, isOffline }: Pick<PanelState, 'content' | 'isOffline'>) {
  if (content) return <Content content={content} />
  return (
    isOffline && (
      <Notice title="No connection">Trying again. This screen comes back by itself.</Notice>
    )
  )
}

function Content({ content }: { content: PanelContent }) {
  const { name, kind, state, url, items, hasMore } = content
  if (kind === 'url' && url !== null) {
    return (
      <iframe
        src={url}
        title={name}
        className="fixed inset-0 size-full border-0"
        referrerPolicy="no-referrer"
        sandbox="allow-scripts allow-same-origin allow-forms"
      />
    )
  }
  if (state !== 'shown' && state !== 'missing') return <Notice title={name}>{WHY[state]}</Notice>
  const [only] = items
  if (!only) {
    return (
      <Notice title={name}>
        {hasMore
          ? 'There is too much to look through for what the filter of this panel asks for.'
          : 'There is nothing to show now.'}
      </Notice>
    )
  }
  return (
    <Pages>{kind === 'object' ? <Only name={name} object={only} /> : <List {...content} />}</Pages>
  )
}

const WHY: Readonly<Record<NonNullable<Panel['problem']>, string>> = {
  forbidden:
    'The key of this panel may not read what it is to show, or that is not there any more.',
  gone: 'What this panel is to show is not there any more: its content type is gone.',
  misfit: 'What this panel is to show does not fit its content type any more. Edit the panel.',
}

function Pages({ children }: { children: ReactNode }) {
  usePaging()
  return <main className="min-h-screen px-[4vw] py-[4vh]">{children}</main>
}

function Only({ name, object }: { name: string; object: PanelObject }) {
  const pictures = object.fields.filter(isPicture)
  const others = object.fields.filter(field => !isPicture(field))
  return (
    <article className="grid gap-6">
      <h1 className="text-4xl font-semibold tracking-tight text-balance wrap-anywhere">
        {object.title ?? name}
      </h1>
      <div
        className={cn('grid gap-8', pictures.length > 0 && others.length > 0 && 'lg:grid-cols-2')}
      >
        <PanelFields fields={pictures} />
        <PanelFields fields={others} />
      </div>
    </article>
  )
}

function List({ name, items, hasMore }: PanelContent) {
  return (
    <>
      <h1 className="mb-6 text-3xl font-semibold tracking-tight wrap-anywhere">{name}</h1>
      <ul className="grid grid-cols-[repeat(auto-fill,minmax(min(18rem,100%),1fr))] gap-4">
        {items.map(item => (
          <li
            key={item.id}
            className="grid content-start gap-4 rounded-xl border border-line bg-surface p-5"
          >
            {item.title !== null && (
              <h2 className="text-xl font-semibold wrap-anywhere">{item.title}</h2>
            )}
            <PanelFields fields={item.fields} />
          </li>
        ))}
      </ul>
      {hasMore && <p className="mt-6 text-muted">There may be more than these.</p>}
    </>
  )
}

function Notice({ title, children }: { title: string; children: ReactNode }) {
  return (
    <main className="grid min-h-screen place-content-center gap-3 p-6 text-center">
      <h1 className="text-4xl font-semibold tracking-tight text-balance wrap-anywhere">{title}</h1>
      <p className="text-lg text-balance text-muted">{children}</p>
    </main>
  )
}
