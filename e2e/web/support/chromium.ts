import { execFileSync } from 'node:child_process'
import {
  createReadStream,
  createWriteStream,
  existsSync,
  readFileSync,
  renameSync,
  rmSync,
} from 'node:fs'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { delimiter, dirname, join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { brotliDecompressSync, createBrotliDecompress } from 'node:zlib'
import { modules } from '../../../scripts/files.mjs'
import { whileLocked } from '../../../scripts/lock.mjs'

/** A browser on this machine, and what its process must find in its environment. */
export interface Chromium {
  executablePath: string
  env: Record<string, string>
}

/**
 * The browser that tests run in: the one of CHROMIUM_PATH, else the one inside the package
 * @sparticuz/chromium, else an installed one. Throws, with the way to get one, where there is none.
 */
export async function findChromium(): Promise<Chromium> {
  const given = process.env.CHROMIUM_PATH
  if (given) {
    if (!existsSync(given)) throw new Error(`CHROMIUM_PATH is not there: ${given}`)
    return { executablePath: given, env: {} }
  }
  if (canRunPacked()) return unpacked()
  const installed = findInstalled()
  if (installed !== undefined) return { executablePath: installed, env: {} }
  throw new Error(
    'There is no browser for the tests. The one in the package @sparticuz/chromium is for Linux on ' +
      'x64 with glibc 2.34 or newer. Install Chromium or Chrome (Debian: apt-get install chromium), ' +
      'or set CHROMIUM_PATH to one.',
  )
}

/** Where Linux distributions keep libraries, the ones of this machine before the packed ones. */
const HOST_LIBRARIES = [
  '/lib/x86_64-linux-gnu',
  '/usr/lib/x86_64-linux-gnu',
  '/lib64',
  '/usr/lib64',
  '/usr/lib',
]

function canRunPacked(): boolean {
  if (process.platform !== 'linux' || process.arch !== 'x64') return false
  // Node describes its report as an object; musl has no such field.
  const { header } = process.report.getReport() as { header: { glibcVersionRuntime?: string } }
  const [major = 0, minor = 0] = (header.glibcVersionRuntime ?? '').split('.').map(Number)
  return major > 2 || (major === 2 && minor >= 34)
}

let packed: Promise<Chromium> | undefined

/** Unpacked once for all tests of this machine, which takes seconds. */
function unpacked(): Promise<Chromium> {
  packed ??= unpack()
  return packed
}

async function unpack(): Promise<Chromium> {
  const bin = join(
    dirname(createRequire(import.meta.url).resolve('@sparticuz/chromium')),
    '../../bin',
  )
  const { version } = JSON.parse(readFileSync(join(bin, '../package.json'), 'utf8'))
  const folder = join(modules, `.cache/chromium-${version}`)
  if (!existsSync(folder)) {
    await whileLocked(`${folder}.lock`, async () => {
      if (existsSync(folder)) return
      const aside = `${folder}.unpacking`
      rmSync(aside, { recursive: true, force: true })
      await mkdir(aside, { recursive: true })
      for (const name of ['al2023', 'fonts'])
        await unpackArchive(join(bin, `${name}.tar.br`), aside)
      await pipeline(
        createReadStream(join(bin, 'chromium.br')),
        createBrotliDecompress({ chunkSize: 2 ** 21 }),
        createWriteStream(join(aside, 'chromium'), { mode: 0o755 }),
      )
      // Without a font of their own, pages on a bare machine have text without width.
      await writeFile(
        join(aside, 'fonts.conf'),
        `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig><dir>${folder}/fonts</dir><cachedir>${folder}/font-cache</cachedir></fontconfig>
`,
      )
      renameSync(aside, folder)
    })
  }
  const libraries = [process.env.LD_LIBRARY_PATH, ...HOST_LIBRARIES, join(folder, 'lib')]
  return {
    executablePath: join(folder, 'chromium'),
    env: {
      LD_LIBRARY_PATH: libraries.filter(Boolean).join(delimiter),
      FONTCONFIG_FILE: join(folder, 'fonts.conf'),
    },
  }
}

async function unpackArchive(archive: string, folder: string): Promise<void> {
  const input = brotliDecompressSync(await readFile(archive))
  execFileSync('tar', ['--extract', '--no-same-owner', '--directory', folder], { input })
}

function findInstalled(): string | undefined {
  const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable']
  const folders = (process.env.PATH ?? '').split(delimiter)
  const applications = [
    '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
    '/Applications/Chromium.app/Contents/MacOS/Chromium',
  ]
  return [
    ...names.flatMap(name => folders.map(folder => join(folder, name))),
    ...applications,
  ].find(path => existsSync(path))
}
