import type { KeyExamples } from '@keywright/contract'

/** What the examples need to know; the token is in none but these. */
interface Issued {
  url: string
  domainSlug: string
  keyName: string
  token: string
}

/**
 * Ready to paste: "who am I" with the `Authorization` and the `Api-Key` header in three languages,
 * and the commands that put the token where it belongs instead of into code.
 */
export function keyExamples(issued: Issued): KeyExamples {
  return {
    authorization: requestWith(issued, 'Authorization', token => `Bearer ${token}`),
    apiKey: requestWith(issued, 'Api-Key', token => token),
    secretStores: storesFor(issued),
  }
}

/** The one copyable bundle for integrations that exchange assertions: base64 of a JSON object. */
export function keyBundle(issued: Issued & { sharedSecret: string }): string {
  const { url, domainSlug, keyName, token, sharedSecret } = issued
  const bundle = { url, domain: domainSlug, key: keyName, token, sharedSecret }
  return Buffer.from(JSON.stringify(bundle)).toString('base64')
}

function requestWith({ url, token }: Issued, header: string, value: (token: string) => string) {
  const address = `${url}/v1/me`
  const content = value(token)
  return {
    curl: `curl ${address} -H '${header}: ${content}'`,
    javascript: [
      `const response = await fetch('${address}', {`,
      `  headers: { '${header}': '${content}' },`,
      '})',
      'console.log(await response.json())',
    ].join('\n'),
    python: [
      'import json, urllib.request',
      '',
      'request = urllib.request.Request(',
      `    "${address}",`,
      `    headers={"${header}": "${content}"},`,
      ')',
      'print(json.load(urllib.request.urlopen(request)))',
    ].join('\n'),
  }
}

function storesFor({ domainSlug, keyName, token }: Issued) {
  // Tokens are letters, digits and one underscore, and names below are reduced to the same: no quoting trap.
  const name = slugify(`${domainSlug}-${keyName}`)
  const variable = `${name.replaceAll('-', '_').toUpperCase()}_KEY`
  return {
    env: `export ${variable}=${token}`,
    docker: `printf %s ${token} | docker secret create ${name} -`,
    kubernetes: `kubectl create secret generic ${name} --from-literal=token=${token}`,
    vault: `vault kv put secret/${name} token=${token}`,
    aws: `aws secretsmanager create-secret --name ${name} --secret-string ${token}`,
    azure: `az keyvault secret set --vault-name VAULT --name ${name} --value ${token}`,
  }
}

function slugify(text: string): string {
  const slug = text
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 50)
    .replace(/-+$/, '')
  return /^[a-z]/.test(slug) ? slug : `key-${slug}`.replace(/-+$/, '')
}
