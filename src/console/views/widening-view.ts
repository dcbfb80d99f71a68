import type { PlanWidening } from '../../pushes/widened-users.ts';
import { type Html, html } from '../html.ts';
import { count, personLink, table } from './parts.ts';

const MOST = 200;

/** Who would see more than the rows of their values, and what is not known of that. */
export function wideningView({ users, note }: PlanWidening): Html {
  const rows = users.flatMap(({ userName, widens }) =>
    widens.map(({ reference, reason }) => [personLink(userName), reference, reason]),
  );
  const words =
    users.length === 0
      ? note === '' && html`<p>Nobody gets more than the rows of their values.</p>`
      : html`<p class="note"><strong>${count(users.length)} ${users.length === 1 ? 'person' : 'people'} would see more than the rows of their values.</strong></p>`;
  return html`${words}
${note !== '' && html`<p class="note">${note}</p>`}
${rows.length > 0 && table('Who sees more', ['Person', 'Attribute', 'Why'], rows.slice(0, MOST))}`;
}
