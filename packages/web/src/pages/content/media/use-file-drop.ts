import { useEffect, useRef, useState } from 'react'

/** Takes files that are dropped anywhere on the page; answers whether some are held over it. */
export function useFileDrop(onFiles: (files: File[]) => void, enabled = true): boolean {
  const [isOver, setIsOver] = useState(false)
  const take = useRef(onFiles)
  take.current = onFiles

  useEffect(() => {
    if (!enabled) return
    // Every element that is entered tells of it, also when the one around it was entered before.
    let depth = 0
    function follow(event: DragEvent) {
      if (!event.dataTransfer?.types.includes('Files')) return
      // Otherwise the browser opens the file in the place of the page.
      event.preventDefault()
      if (event.type === 'dragenter') depth++
      if (event.type === 'dragleave') depth--
      if (event.type === 'drop') {
        depth = 0
        take.current(filesOf(event.dataTransfer))
      }
      setIsOver(depth > 0)
    }
    for (const type of EVENTS) addEventListener(type, follow)
    return () => {
      for (const type of EVENTS) removeEventListener(type, follow)
      setIsOver(false)
    }
  }, [enabled])

  return isOver
}

const EVENTS = ['dragenter', 'dragover', 'dragleave', 'drop'] as const

/** Folders come as files that cannot be read. */
function filesOf({ items }: DataTransfer): File[] {
  return [...items].flatMap(item => {
    const file = item.webkitGetAsEntry()?.isDirectory ? null : item.getAsFile()
    return file ? [file] : []
  })
}
