// @ts-check
// A Strapi with one content type: strapi.mjs INSTALLATION APPLICATION PORT OBJECTS. It makes the
// objects of the JSON file, publishes them, listens, and tells its parent their ids and a token.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'

const [installation = '', application = '', port = '', data = ''] = process.argv.slice(2)

/** @param {string} path @param {string} text */
function write(path, text) {
  const full = join(application, path)
  mkdirSync(dirname(full), { recursive: true })
  writeFileSync(full, text)
}

/** @param {string} name @param {unknown} value */
const configure = (name, value) =>
  write(`config/${name}.js`, `module.exports = ${JSON.stringify(value)}\n`)

write('package.json', JSON.stringify({ name: 'app', version: '1.0.0', private: true }))
write('public/uploads/.keep', '')
write('src/index.js', 'module.exports = { register() {}, bootstrap() {} }\n')
configure('server', { host: '127.0.0.1', port: Number(port), app: { keys: ['one', 'two'] } })
configure('admin', {
  auth: { secret: 'a secret' },
  apiToken: { salt: 'a salt' },
  transfer: { token: { salt: 'a salt' } },
  serveAdminPanel: false,
})
configure('database', {
  connection: {
    client: 'sqlite',
    connection: { filename: join(application, 'data.db') },
    useNullAsDefault: true,
  },
})
// Those of a new application, but for the one that logs every request.
configure('middlewares', [
  'strapi::errors',
  'strapi::security',
  'strapi::cors',
  'strapi::poweredBy',
  'strapi::query',
  'strapi::body',
  'strapi::session',
  'strapi::favicon',
  'strapi::public',
])
write(
  'src/api/product/content-types/product/schema.json',
  JSON.stringify({
    kind: 'collectionType',
    collectionName: 'products',
    info: { singularName: 'product', pluralName: 'products', displayName: 'Product' },
    options: { draftAndPublish: true },
    attributes: {
      name: { type: 'string', required: true },
      category: { type: 'string' },
      brand: { type: 'string' },
      price: { type: 'decimal' },
      stock: { type: 'integer' },
      live: { type: 'boolean' },
      since: { type: 'datetime' },
    },
  }),
)
for (const [folder, make] of [
  ['controllers', 'createCoreController'],
  ['services', 'createCoreService'],
  ['routes', 'createCoreRouter'],
]) {
  write(
    `src/api/product/${folder}/product.js`,
    `const { factories } = require('@strapi/strapi')
module.exports = factories.${make}('api::product.product')\n`,
  )
}

process.chdir(application)
const { createStrapi } = createRequire(join(installation, 'package.json'))('@strapi/strapi')
const strapi = await createStrapi({ appDir: application, distDir: application }).load()
const documents = strapi.documents('api::product.product')
const ids = []
for (const object of JSON.parse(readFileSync(data, 'utf8'))) {
  ids.push((await documents.create({ data: object, status: 'published' })).documentId)
}
const { accessKey } = await strapi
  .service('admin::api-token')
  .create({ name: 'reader', description: '', type: 'read-only', lifespan: null })
await strapi.start()
process.send?.({ ids, token: accessKey })
process.on('SIGTERM', () => process.exit(0))
