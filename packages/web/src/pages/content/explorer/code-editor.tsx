import { autocompletion, closeBrackets, closeBracketsKeymap } from '@codemirror/autocomplete'
import { defaultKeymap, history, historyKeymap } from '@codemirror/commands'
import { json, jsonParseLinter } from '@codemirror/lang-json'
import { bracketMatching, foldGutter, indentOnInput, indentUnit } from '@codemirror/language'
import { linter } from '@codemirror/lint'
import { Annotation, EditorState, type Extension } from '@codemirror/state'
import { drawSelection, EditorView, keymap, lineNumbers, placeholder } from '@codemirror/view'
import {
  completion,
  type getOpts,
  graphqlLanguageSupport,
  jump,
  lint,
  stateExtensions,
  updateSchema,
} from 'cm6-graphql'
import { getNonce } from 'get-nonce'
import type { GraphQLSchema } from 'graphql'
import { type Ref, useEffect, useImperativeHandle, useRef } from 'react'

import { editorTheme } from './editor-theme.ts'

/** What others may ask of an editor. */
export interface CodeEditorHandle {
  /** Puts the cursor at a place; both count from one, as errors of GraphQL do. */
  goTo(line: number, column: number): void
}

/** What an editor needs. */
export interface CodeEditorProps {
  label: string
  language: 'graphql' | 'json'
  value: string
  /** Without it, the text can only be read. */
  onChange?: (value: string) => void
  /** What completes and checks a text of GraphQL. */
  schema?: GraphQLSchema | undefined
  hint?: string
  /** Control or Command with Enter. */
  onRun?: () => void
  /** Shift and Control or Command with F. */
  onFormat?: () => void
  /** A click with Control or Command on a field: the type that has it. */
  onShowType?: (type: string) => void
  ref?: Ref<CodeEditorHandle>
}

/** A field for code, with colours, completion and checks. Tab leaves it. */
export function CodeEditor(props: CodeEditorProps) {
  const { value, schema, ref } = props
  const place = useRef<HTMLDivElement>(null)
  const editor = useRef<EditorView>(null)
  const latest = useRef(props)
  useEffect(() => {
    latest.current = props
  })

  useEffect(() => {
    if (!place.current) return
    const view = new EditorView({
      parent: place.current,
      doc: latest.current.value,
      extensions: extensionsOf(latest.current, () => latest.current),
    })
    editor.current = view
    return () => view.destroy()
  }, [])

  useEffect(() => {
    const view = editor.current
    if (!view || view.state.doc.toString() === value) return
    view.dispatch({
      changes: { from: 0, to: view.state.doc.length, insert: value },
      annotations: given.of(true),
    })
  }, [value])

  const isGraphql = props.language === 'graphql'
  useEffect(() => {
    if (editor.current && isGraphql) updateSchema(editor.current, schema)
  }, [schema, isGraphql])

  useImperativeHandle(ref, () => ({
    goTo(line, column) {
      const view = editor.current
      if (!view) return
      const { from, to } = view.state.doc.line(Math.min(line, view.state.doc.lines))
      const anchor = Math.min(from + column - 1, to)
      view.dispatch({ selection: { anchor }, scrollIntoView: true })
      view.focus()
    },
  }))

  return <div ref={place} className="h-full min-h-0 font-mono" />
}

/** Marks what the page puts into an editor: nobody has typed that. */
const given = Annotation.define<boolean>()

function extensionsOf(first: CodeEditorProps, latest: () => CodeEditorProps): Extension[] {
  const { label, language, hint, onChange } = first
  const nonce = getNonce()
  const isReadOnly = onChange === undefined
  return [
    nonce ? EditorView.cspNonce.of(nonce) : [],
    editorTheme,
    lineNumbers(),
    foldGutter({ markerDOM: foldMarker }),
    drawSelection(),
    bracketMatching(),
    indentUnit.of('  '),
    EditorView.lineWrapping,
    EditorView.contentAttributes.of({ 'aria-label': label, ...(isReadOnly && READ_ONLY) }),
    isReadOnly
      ? [EditorState.readOnly.of(true), EditorView.editable.of(false), keymap.of(defaultKeymap)]
      : [
          // Before the usual keys: Control and Enter makes a new line there.
          keymap.of([
            { key: 'Mod-Enter', run: () => done(latest().onRun) },
            { key: 'Shift-Mod-f', run: () => done(latest().onFormat) },
          ]),
          history(),
          indentOnInput(),
          closeBrackets(),
          autocompletion(),
          keymap.of([...closeBracketsKeymap, ...defaultKeymap, ...historyKeymap]),
          EditorView.domEventHandlers({ beforeinput: typeOver }),
          EditorView.updateListener.of(update => {
            const isGiven = update.transactions.some(change => change.annotation(given))
            if (update.docChanged && !isGiven) latest().onChange?.(update.state.doc.toString())
          }),
        ],
    hint === undefined ? [] : placeholder(hint),
    language === 'json' ? jsonExtensions(isReadOnly) : graphqlExtensions(latest),
  ]
}

/**
 * Types over what is selected. Left to the browser, it keeps the looks of what goes as a style
 * attribute, which the policy of the page refuses.
 */
function typeOver(event: InputEvent, view: EditorView): boolean {
  const { from, to, empty } = view.state.selection.main
  const text = event.data
  if (event.inputType !== 'insertText' || text === null || empty || view.composing) return false
  const insert = () =>
    view.state.update(view.state.replaceSelection(text), {
      userEvent: 'input.type',
      scrollIntoView: true,
    })
  const handlers = view.state.facet(EditorView.inputHandler)
  // Some put brackets around what is selected instead.
  if (!handlers.some(handle => handle(view, from, to, text, insert))) view.dispatch(insert())
  event.preventDefault()
  return true
}

const READ_ONLY = {
  tabindex: '0',
  role: 'textbox',
  'aria-multiline': 'true',
  'aria-readonly': 'true',
}

function jsonExtensions(isReadOnly: boolean): Extension {
  if (isReadOnly) return json()
  const check = jsonParseLinter()
  // Nothing is as good as an empty object here.
  return [json(), linter(view => (view.state.doc.toString().trim() === '' ? [] : check(view)))]
}

function graphqlExtensions(latest: () => CodeEditorProps): Extension {
  const options: ReturnType<typeof getOpts> = {
    onShowInDocs: (_field, type, parent) => {
      const name = parent ?? type
      if (name !== undefined) latest().onShowType?.(name.replace(/[[\]!]/g, ''))
    },
  }
  return [
    graphqlLanguageSupport(),
    stateExtensions(latest().schema, options),
    completion,
    lint,
    jump,
  ]
}

function done(action: (() => void) | undefined): boolean {
  action?.()
  return action !== undefined
}

/** Signs that every font has. */
function foldMarker(isOpen: boolean): HTMLElement {
  const marker = document.createElement('span')
  marker.textContent = isOpen ? '−' : '+'
  marker.title = isOpen ? 'Fold' : 'Unfold'
  return marker
}
