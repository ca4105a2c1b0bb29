import { Page } from '../../../ui/page.tsx'

/** One object. */
export function ObjectPage() {
  return <Page title="Object">{null}</Page>
}
