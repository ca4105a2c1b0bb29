import { Outlet } from '@tanstack/react-router'
import { PendingBar } from './pending-bar.tsx'
import { RouteAnnouncer } from './route-announcer.tsx'

/** What belongs to every page, with or without the frame. */
export function RootLayout() {
  return (
    <>
      <PendingBar />
      <RouteAnnouncer />
      <Outlet />
    </>
  )
}
