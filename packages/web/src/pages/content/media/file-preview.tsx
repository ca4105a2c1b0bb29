import type { MediaFile } from '@keywright/contract'
import { Download, ExternalLink } from 'lucide-react'
import { type ReactNode, useState } from 'react'
import { buttonClass } from '../../../ui/button.tsx'
import { imageBox } from './image-box.ts'
import { hasVariants, kindOf } from './media-kind.ts'

/** Shows a file where browsers can: pictures, films, sound. All else is opened or downloaded. */
export function FilePreview({ file }: { file: MediaFile }) {
  const [hasFailed, setHasFailed] = useState(false)
  const fail = () => setHasFailed(true)
  const { label, icon: Icon } = kindOf(file.type)
  const source = hasVariants(file) ? `${file.url}?width=1280&height=1280&format=webp` : file.url
  const shown: Readonly<Record<string, ReactNode>> = {
    Image: (
      <img
        src={source}
        alt={file.alt || file.name}
        style={imageBox(file, 28)}
        className="max-h-[28rem] max-w-full object-contain"
        onError={fail}
      />
    ),
    Video: (
      // biome-ignore lint/a11y/useMediaCaption: it is shown as it was uploaded, and captions are files of their own
      <video
        src={file.url}
        controls
        preload="metadata"
        className="max-h-[28rem] w-full"
        onError={fail}
      />
    ),
    Audio: (
      // biome-ignore lint/a11y/useMediaCaption: it is played as it was uploaded
      <audio
        src={file.url}
        controls
        preload="metadata"
        className="w-full max-w-md"
        aria-label={file.name}
        onError={fail}
      />
    ),
  }
  return (
    <div className="grid min-h-48 place-items-center overflow-hidden rounded-xl border border-line bg-sunken p-3">
      {!hasFailed && shown[label] !== undefined ? (
        shown[label]
      ) : (
        <div className="grid justify-items-center gap-2 py-6 text-center text-muted">
          <Icon aria-hidden className="size-10" />
          <p>
            {hasFailed
              ? 'This browser cannot show it.'
              : label === 'PDF'
                ? 'PDFs are not shown here: the viewers of browsers run programs, which no file may do. Download it to read it.'
                : 'There is no preview of such a file.'}
          </p>
        </div>
      )}
    </div>
  )
}

/** What browsers show as a page of its own. Viewers of PDF run programs, which the policy of files forbids. */
const OPENS = /^(image|video|audio)\/(?!svg)/

/** Opens the file beside the backoffice where browsers show it, and saves it. */
export function FileLinks({ file, downloadUrl }: { file: MediaFile; downloadUrl: string }) {
  return (
    <>
      {OPENS.test(file.type) && (
        <a href={file.url} target="_blank" rel="noopener" className={buttonClass()}>
          <ExternalLink aria-hidden /> Open
        </a>
      )}
      <a href={downloadUrl} download={file.name} className={buttonClass()}>
        <Download aria-hidden /> Download
      </a>
    </>
  )
}
