import example from '../../../../../examples/nginx/nginx.conf?raw'

/** The tested example of the repository, for one API: only addresses and names are put in. */
export function nginxConfig(api: { domain: string; slug: string; keywright: string }): string {
  return example
    .replace('/v1/forward-auth/main/articles', `/v1/forward-auth/${api.domain}/${api.slug}`)
    .replace('upstream articles', `upstream ${api.slug}`)
    .replace('http://articles', `http://${api.slug}`)
    .replace('127.0.0.1:4747', api.keywright)
    .replace(/^# nginx in front[\s\S]*?\n\n/, HEAD)
}

const HEAD = `# nginx in front of an API, asking Keywright about every request.
# Everything nginx writes goes into the folder after -p. Needs nginx 1.19.5 or newer.
#
#   nginx -p "$(mktemp -d)" -c "$PWD/nginx.conf"

`
