import { HighlightStyle, syntaxHighlighting } from '@codemirror/language'
import { EditorView } from '@codemirror/view'
import { tags } from '@lezer/highlight'

/** The colours of the page: they follow its theme by themselves. */
export const editorTheme = [
  EditorView.theme({
    '&': { height: '100%', color: 'var(--ink)', backgroundColor: 'var(--surface)' },
    '&.cm-focused': { outline: '2px solid var(--accent)', outlineOffset: '-2px' },
    '.cm-scroller': {
      fontFamily: 'inherit',
      fontSize: '0.8125rem',
      lineHeight: '1.6',
    },
    '.cm-content': { padding: '0.5rem 0', caretColor: 'var(--ink)' },
    '.cm-cursor': { borderLeftColor: 'var(--ink)' },
    '.cm-gutters': {
      color: 'var(--muted)',
      backgroundColor: 'transparent',
      border: 'none',
    },
    '.cm-activeLineGutter, .cm-activeLine': { backgroundColor: 'transparent' },
    '&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground':
      { backgroundColor: 'var(--accent-soft)' },
    '.cm-matchingBracket, &.cm-focused .cm-matchingBracket': {
      backgroundColor: 'var(--sunken)',
      outline: '1px solid var(--field)',
    },
    '.cm-placeholder': { color: 'var(--muted)' },
    '.cm-foldPlaceholder': {
      color: 'var(--muted)',
      backgroundColor: 'var(--sunken)',
      border: 'none',
    },
    '.cm-tooltip': {
      color: 'var(--ink)',
      backgroundColor: 'var(--surface)',
      border: '1px solid var(--line)',
      borderRadius: '0.5rem',
      boxShadow: '0 4px 12px rgb(0 0 0 / 0.15)',
      overflow: 'hidden',
    },
    '.cm-tooltip.cm-tooltip-autocomplete > ul': {
      fontFamily: 'inherit',
      maxHeight: '16rem',
    },
    '.cm-tooltip-autocomplete > ul > li': { padding: '0.125rem 0.5rem' },
    '.cm-tooltip-autocomplete > ul > li[aria-selected]': {
      color: 'var(--on-accent)',
      background: 'var(--accent)',
    },
    '.cm-completionDetail': { color: 'inherit' },
    '.cm-completionInfo': { padding: '0.375rem 0.625rem', maxWidth: '20rem' },
    '.cm-diagnostic': { padding: '0.375rem 0.625rem' },
    '.cm-diagnostic-error': { borderLeft: '4px solid var(--danger)' },
    '.cm-diagnostic-warning': { borderLeft: '4px solid var(--warning)' },
    '.cm-panels': { color: 'var(--ink)', backgroundColor: 'var(--sunken)' },
  }),
  syntaxHighlighting(
    HighlightStyle.define([
      { tag: [tags.keyword, tags.definitionKeyword], color: 'var(--accent)' },
      { tag: [tags.propertyName], color: 'var(--ink)' },
      { tag: [tags.attributeName, tags.atom, tags.modifier], color: 'var(--accent)' },
      { tag: [tags.string], color: 'var(--good)' },
      {
        tag: [tags.number, tags.integer, tags.float, tags.bool, tags.null, tags.special(tags.name)],
        color: 'var(--warning)',
      },
      { tag: [tags.variableName], color: 'var(--danger)' },
      { tag: [tags.lineComment, tags.punctuation, tags.separator], color: 'var(--muted)' },
    ]),
  ),
]
