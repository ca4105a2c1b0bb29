import { describe, expect, it } from 'vitest'
import { COMMANDS } from './commands.ts'
import { findCommand, optionsOf, parseCommand } from './parse.ts'
import { runCli } from './testing/harness.ts'

describe('help', () => {
  it.each(COMMANDS)('of $name tells every argument and option, and shows examples', async spec => {
    const { code, stdout, stderr } = await runCli([...spec.name.split(' '), '--help'])
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    expect(stdout).toContain(spec.summary)
    for (const { name, help } of spec.args) expect(stdout).toMatch(`  ${name}  ${help}`)
    for (const [name, { help }] of Object.entries(optionsOf(spec))) {
      expect(stdout).toContain(`--${name}`)
      expect(stdout).toContain(help)
    }
    expect(spec.examples.length).toBeGreaterThan(0)
    for (const [line, effect] of spec.examples) {
      expect(stdout).toContain(`keywright ${line}`)
      expect(stdout).toContain(effect)
    }
    expect((await runCli(['help', ...spec.name.split(' ')])).stdout).toBe(stdout)
  })

  it.each(COMMANDS.flatMap(({ examples }) => examples.map(([line]) => line)))(
    'shows an example that the program takes: %s',
    line => {
      const { command, rest } = findCommand(COMMANDS, words(line))
      expect(command).toBeDefined()
      if (command) expect(() => parseCommand(command, rest)).not.toThrow()
    },
  )

  it('lists every command', async () => {
    const { code, stdout } = await runCli(['--help'])
    expect(code).toBe(0)
    for (const { name, summary } of COMMANDS)
      expect(stdout).toMatch(new RegExp(`  ${name} +${summary}`))
  })

  it('of a group lists its commands only', async () => {
    const { code, stdout } = await runCli(['keys', '--help'])
    expect(code).toBe(0)
    expect(stdout).toContain('keys rotate')
    expect(stdout).not.toContain('audit list')
  })

  it('is the page in the documentation', async () => {
    const pages = [['--help'], ...COMMANDS.map(({ name }) => [...name.split(' '), '--help'])]
    const helps: string[] = []
    for (const argv of pages) {
      const { stdout } = await runCli(argv)
      const title = argv.slice(0, -1).join(' ') || 'keywright'
      helps.push(`## ${title}\n\n\`\`\`\n${stdout}\`\`\`\n`)
    }
    const page = `# The command line\n\n${CALLED}\n\nWhat it prints with \`--help\`, for every command:\n\n${helps.join('\n')}`
    await expect(page).toMatchFileSnapshot('../../../docs/cli.md')
  })
})

const CALLED = `\`keywright\` is called as \`npx keywright COMMAND\` in a checkout, once \`npm start\` or \`npm run build\` has compiled it. From elsewhere it is
\`node /path/to/checkout/packages/cli/bin/keywright.js COMMAND\`, and in a container \`docker exec CONTAINER node packages/cli/bin/keywright.js COMMAND\`. All pages say just \`keywright\`.`

/** An example as a shell would split it, without what it redirects. */
function words(line: string): string[] {
  const command = line.replace(/ [<>] \S+$/, '')
  return [...command.matchAll(/"([^"]*)"|'([^']*)'|(\S+)/g)].map(
    ([, double, single, plain]) => double ?? single ?? plain ?? '',
  )
}
