import { Page } from '../../../ui/page.tsx'

/** Where an object is made. */
export function NewObjectPage() {
  return <Page title="New object">{null}</Page>
}
