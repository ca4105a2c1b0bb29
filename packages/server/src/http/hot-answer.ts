/** An answer, ready to be written. */
export interface HotAnswer {
  status: number
  /** Names and values by turns. */
  headers: readonly string[]
  body: string
}

const PLACE = 'req_00000000000000000000000000'

/** Renders an answer once and then only puts the request id into it: for those that are given often. */
export function answerTemplate(
  render: (requestId: string) => HotAnswer,
): (requestId: string) => HotAnswer {
  const { status, headers, body } = render(PLACE)
  const renderHeaders = headers.map(textTemplate)
  const renderBody = textTemplate(body)
  return requestId => ({
    status,
    headers: renderHeaders.map(text => text(requestId)),
    body: renderBody(requestId),
  })
}

function textTemplate(text: string): (requestId: string) => string {
  const [start = '', end, ...more] = text.split(PLACE)
  if (more.length > 0) throw new Error('A request id is there once.')
  return end === undefined ? () => text : requestId => start + requestId + end
}
