import type { Mailer } from '../mail/mailer.ts'

/** What an invitation letter says of one domain. */
export interface InvitedTo {
  domainName: string
  role: string
  link: string
}

/** Writes and sends the letter with one or more invitations to the same person. */
export async function sendInvitations(
  mailer: Mailer,
  letter: { to: string; from: string; expiresAt: number; invitedTo: readonly InvitedTo[] },
): Promise<boolean> {
  const { to, from, invitedTo } = letter
  const names = invitedTo.map(({ domainName }) => domainName).join(', ')
  const until = new Date(letter.expiresAt).toUTCString()
  const beginning = `${from} invites you to ${names} on Keywright.`
  const end = `The ${invitedTo.length === 1 ? 'link works' : 'links work'} once, until ${until}. If you do not know the sender, ignore this letter.`
  return mailer.send({
    to,
    subject: `Invitation to ${names}`,
    text: [
      beginning,
      ...invitedTo.map(({ domainName, role, link }) => `${domainName} (${role}):\n${link}`),
      end,
    ].join('\n\n'),
    html: [
      `<p>${escapeHtml(beginning)}</p>`,
      ...invitedTo.map(
        ({ domainName, role, link }) =>
          `<p><a href="${escapeHtml(link)}">${escapeHtml(domainName)}</a> (${escapeHtml(role)})</p>`,
      ),
      `<p>${escapeHtml(end)}</p>`,
    ].join('\n'),
  })
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, character => ENTITIES[character] ?? '')
}
