import { getRouteApi } from '@tanstack/react-router'
import { Page } from '../../../ui/page.tsx'

const route = getRouteApi('/frame/d/$domain/content/media')

/** The files of a domain. */
export function LibraryPage() {
  const { domain } = route.useParams()
  return <Page title="Media">{domain}</Page>
}
