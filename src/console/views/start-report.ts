import { address } from '../address.ts';
import { tokenField } from '../forms.ts';
import { type Html, html } from '../html.ts';
import type { Visit } from '../session.ts';

/** The reports that can be started, with what a button says. Nothing is changed by them: they read. */
export const REPORTS = {
  coverage: 'Count who holds what',
  usage: 'Read where models use them',
  drift: 'Compare Okta with Omni',
} as const;

/** A button for each report. */
export const startReport = (visit: Visit): Html =>
  html`<div class="actions">${Object.entries(REPORTS).map(
    ([kind, title]) =>
      html`<form method="post" action="${address(['reports', kind])}">${tokenField(visit)}<button>${title}</button></form>`,
  )}</div>
<p class="quiet">A report reads Omni, and Okta for the comparison, with what the budget leaves; nothing is changed.</p>`;
