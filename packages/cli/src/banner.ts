/** How the owner signs in; the password is there when it was generated right now. */
export interface FirstOwner {
  email: string
  password: string | undefined
}

/** What a server says when it is ready; `owner` is there at its very first start. */
export function bannerFor(url: string, owner: FirstOwner | undefined): string {
  const ready = `Keywright is ready at ${url}`
  if (!owner) return ready
  const invitation = `${ready}\n\nThe backoffice is at this address. Open it in a browser, and sign in:`
  if (owner.password === undefined) {
    return `${invitation}\n\n  E-mail    ${owner.email}\n  Password  the one in KEYWRIGHT_OWNER_PASSWORD\n`
  }
  return `${invitation}

  E-mail    ${owner.email}
  Password  ${owner.password}

The password is shown this once. To make a first key and verify it without a browser, paste this into a shell:

${firstKey(url, owner.email, owner.password)}
`
}

/** Bash with curl and sed, and nothing else: signs in, makes a key, verifies it, signs out. */
function firstKey(url: string, email: string, password: string): string {
  const json = "-H 'content-type: application/json'"
  const signIn = JSON.stringify({ email, password })
  const key = JSON.stringify({ name: 'First key', scopes: ['content.*:read'], expiresInDays: 30 })
  return `jar=$(mktemp)
curl -sS -o /dev/null -c "$jar" ${url}/v1/session ${json} -d ${quote(signIn)}
token=$(curl -sS -b "$jar" ${url}/v1/domains/main/keys ${json} -d ${quote(key)} | sed -n 's/.*"token":"\\([0-9A-Za-z_]*\\)".*/\\1/p')
curl -sS -b "$jar" -H 'x-keywright-domain: main' ${url}/v1/verify ${json} -d '{"token":"'"$token"'"}'; echo
curl -sS -b "$jar" -X DELETE ${url}/v1/session; rm -f "$jar"`
}

/** One word for a shell, whatever is in it. */
function quote(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`
}
