import { getRouteApi } from '@tanstack/react-router'
import { Page } from '../../../ui/page.tsx'

const route = getRouteApi('/frame/d/$domain/content/media/$id')

/** One file. */
export function FilePage() {
  const { domain } = route.useParams()
  return <Page title="Media">{domain}</Page>
}
