import type { RequestHandler } from 'express';
import type { ExplainUserOutput, ListChangesOutput, PreviewAccessOutput, ReadUserOutput } from '../../schema/types.ts';
import type { Services } from '../../services.ts';
import { address, queryOf } from '../address.ts';
import { type Html, html, NOTHING } from '../html.ts';
import { sendPage } from '../layout.ts';
import { type Perform, partOf } from '../perform.ts';
import { visitOf } from '../session.ts';
import { facts, jobLink, shown, state, table, time, value } from '../views/parts.ts';
import { field } from '../views/search.ts';

const HISTORY = 50;

const search = (name: string): Html => html`<form class="search" role="search" action="${address(['person'])}">
${field('name', 'User name (e-mail address) in Omni', name)}
<button>Explain</button>
</form>`;

const steps = ({ steps: found }: ExplainUserOutput): Html =>
  html`<ol class="steps">${found.map(
    ({ step, ok, detail }) => html`<li>${state(ok ? 'in order' : 'not ok')} <strong>${step}</strong><br>${detail}</li>`,
  )}</ol>`;

const SOURCES = { own: 'the person’s own', default: 'the default of the attribute', none: 'nothing' } as const;

const inForce = (user: ReadUserOutput): Html => html`${facts([
  ['In Omni', user.found ? user.userName : 'not found'],
  ['Name', user.displayName || '–'],
  ['Active', user.found ? (user.active ? 'yes' : 'no') : '–'],
  ['Omni id', user.omniUserId || '–'],
])}
${
  user.found && !user.valuesKnown
    ? html`<p class="note">Omni does not show this person’s values.</p>`
    : table(
        'Values in force',
        ['Attribute', 'Value', 'It is'],
        user.effective.map((one) => [one.reference, value(one.values), SOURCES[one.source]]),
      )
}`;

/** How the words of a preview read for somebody who looks at rows. */
const SEEN: Readonly<Record<PreviewAccessOutput['filters'][number]['before'], string>> = {
  nothing: 'no row',
  'these-values': 'the rows of the value',
  everything: 'every row',
  'query-fails': 'no row: the query fails',
  unknown: 'not known',
};

const opened = ({ message, filters }: PreviewAccessOutput): Html => html`<p>${message}</p>
${table(
  'Filters that read the values',
  ['Attribute', 'Value', 'Model', 'Topic', 'Opens'],
  filters.map((one) => [
    one.reference,
    value(one.beforeValue === '' ? [] : [one.beforeValue]),
    one.model,
    one.topic,
    one.before === 'everything' ? html`${state('widens')} ${SEEN[one.before]}` : SEEN[one.before],
  ]),
)}`;

const history = ({ changes }: ListChangesOutput): Html =>
  changes.length === 0
    ? html`<p class="quiet">The connector has never written to this person.</p>`
    : html`<ol class="timeline">${changes.map(
        (
          one,
        ) => html`<li>${time(one.at)} <strong>${one.reference}</strong>: ${value(one.beforeValues)} → ${value(one.afterValues)}
${state(one.outcome)}${one.widens !== '' && html` ${state('widens')} ${one.widens}`}
<span class="quiet">${one.by && `by ${one.by}, ${one.action}`} ${jobLink(one.jobId, 'job')}</span></li>`,
      )}</ol>`;

/** Why a person sees what they see: each step, each value with its source, and what was written when by whom. */
export function personPage(services: Services, perform: Perform): RequestHandler {
  return async (request, response) => {
    const userName = (queryOf(request).get('name') ?? '').trim().slice(0, 320);
    const { person } = visitOf(response);
    const page = (body: Html) => sendPage(response, { title: userName || 'A person', section: 'people', body });
    if (userName === '') {
      page(html`<p>Why does somebody see what they see, or see nothing? Give their user name.</p>${search('')}`);
      return;
    }
    const [explained, user, access, changes] = await Promise.all([
      partOf(perform<ExplainUserOutput>(response, 'explain-user', { userName })),
      partOf(perform<ReadUserOutput>(response, 'read-user', { userName })),
      partOf(perform<PreviewAccessOutput>(response, 'preview-access', { userName })),
      partOf(perform<ListChangesOutput>(response, 'list-changes', { userName, limit: HISTORY })),
    ]);
    const canSync = person.mayOperate && services.okta.isConfigured;
    page(html`${search(userName)}
${
  canSync
    ? html`<p><a class="button" href="${address(['person', 'sync'], { name: userName })}">Bring up to date now …</a></p>`
    : NOTHING
}
<section><h2>Step by step</h2>${shown(explained, steps)}</section>
<section><h2>Values in force</h2>${shown(user, inForce)}</section>
<section><h2>What the values open</h2>${shown(access, opened)}</section>
<section><h2>History</h2>${shown(changes, history)}
<p><a href="${address(['changes'], { user: userName })}">All changes of this person</a></p></section>`);
  };
}
