import type { RequestHandler } from 'express';
import type { SyncUserOutput } from '../../schema/types.ts';
import { address, queryOf } from '../address.ts';
import { fieldOf, tokenField } from '../forms.ts';
import { type Html, html, NOTHING } from '../html.ts';
import { sendPage } from '../layout.ts';
import type { Perform } from '../perform.ts';
import { visitOf } from '../session.ts';
import { jobLink, personLink, state, table, value } from '../views/parts.ts';

/** What a sync of one person writes, or would write, and why. */
const outcome = (synced: SyncUserOutput): Html => html`<p>${synced.message}</p>
${
  synced.widens.length > 0 &&
  table(
    'This person sees more',
    ['Attribute', 'Why'],
    synced.widens.map((one) => [one.reference, one.reason]),
  )
}
${table(
  'Changes',
  ['Attribute', 'Before', 'After', 'Outcome'],
  synced.changes.map((one) => [one.reference, value(one.beforeValues), value(one.afterValues), state(one.outcome)]),
)}
${table(
  'Where each wanted value comes from',
  ['Attribute', 'From', 'How'],
  synced.sources.map((one) => [one.reference, one.from, one.detail]),
)}
${
  synced.problems.length > 0 &&
  table(
    'Problems',
    ['Attribute', 'Code', 'What'],
    synced.problems.map((one) => [one.reference, one.code, one.message]),
  )
}`;

/** What bringing a person up to date would do. */
export const confirmSync =
  (perform: Perform): RequestHandler =>
  async (request, response) => {
    const userName = (queryOf(request).get('name') ?? '').trim().slice(0, 320);
    const planned = await perform<SyncUserOutput>(response, 'sync-user', { userName, dryRun: true });
    const form = html`<form method="post" action="${address(['person', 'sync'])}" class="actions">${tokenField(visitOf(response))}
<input type="hidden" name="name" value="${userName}">
<button class="act">Bring up to date</button> ${personLink(userName)}</form>`;
    sendPage(response, {
      title: `Bring up to date: ${userName}`,
      section: 'people',
      body: html`<p>The person is read in Okta now, and their values in Omni become what the policy and Okta say.</p>
${planned.changes.length > 0 ? form : html`<p class="note">Nothing would change.</p>`}
${outcome(planned)}`,
    });
  };

/** Brings a person up to date. */
export const syncPerson =
  (perform: Perform): RequestHandler =>
  async (request, response) => {
    const userName = fieldOf(request, 'name');
    const synced = await perform<SyncUserOutput>(response, 'sync-user', { userName, whenBusy: 'queue' });
    sendPage(response, {
      title: `Brought up to date: ${userName}`,
      section: 'people',
      body: html`${synced.jobId === '' ? NOTHING : html`<p>It goes on as a job: ${jobLink(synced.jobId)}</p>`}
${outcome(synced)}<p>${personLink(userName)}</p>`,
    });
  };
