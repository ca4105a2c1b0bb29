import { describe, expect, it } from 'vitest'
import { JsonTextError, lineOf, readJsonText } from './json-text.ts'

describe('reading JSON', () => {
  it.each([
    '{}',
    '[]',
    ' {"a": [1, -2.5e3, true, false, null, "x\\n\\u00e9"], "b/c": {"~": {}}} ',
    '"text"',
    '{"__proto__": {"a": 1}}',
  ])('gives what JSON.parse gives: %s', text => {
    expect(readJsonText(text).value).toEqual(JSON.parse(text))
  })

  it.each([
    ['{\n  "a": 1\n  "b": 2\n}', 3, 'Expected a comma or }.'],
    ['{\n  "a": 1,\n}', 3, 'There is a comma too many before }.'],
    ['{\n\n  a: 1 }', 3, 'Expected a name in double quotes.'],
    ['{ "a"\n 1 }', 2, 'Expected a colon after "a".'],
    ['{\n  "a": nul\n}', 2, 'nul is no value of JSON.'],
    ['{\n  "a": "x\n}', 2, 'This text has no end.'],
    ['{\n  "a": 1,\n  "a": 2\n}', 3, '"a" stands here twice.'],
    ['{}\n]', 2, 'Expected the end of the text.'],
    ['', 1, 'Expected a value.'],
    ['{"a": ', 1, 'Expected a value.'],
    ['['.repeat(100), 1, 'Too many levels.'],
  ])('says in which line a text is wrong: %j', (text, line, message) => {
    let error: unknown
    try {
      readJsonText(text)
    } catch (thrown) {
      error = thrown
    }
    expect(error).toBeInstanceOf(JsonTextError)
    expect(error).toMatchObject({ line, message })
  })

  it('knows the line of everything, and of what is not there the line of what it would lie in', () => {
    const { lines } = readJsonText('{\n  "a": {\n    "b/c": [\n      1,\n      2\n    ]\n  }\n}')
    expect(lineOf(lines, '/a/b~1c/1')).toBe(5)
    expect(lineOf(lines, '/a/none/at/all')).toBe(2)
    expect(lineOf(lines, '/none')).toBe(1)
  })
})
