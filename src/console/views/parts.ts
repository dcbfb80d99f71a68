import type { ConnectorError } from '../../errors/connector-error.ts';
import { address } from '../address.ts';
import { type Content, type Html, html, NOTHING } from '../html.ts';
import type { Part } from '../perform.ts';

/** A time (RFC 3339, UTC) as people read it; a dash where there is none. */
export const time = (at: string): Html =>
  at === ''
    ? html`<span class="quiet">–</span>`
    : html`<time datetime="${at}">${at.slice(0, 19).replace('T', ' ')} UTC</time>`;

/** A number as people read it. */
export const count = (value: number): string => value.toLocaleString('en-US');

/** How long something takes, in the largest unit that fits. */
export function duration(seconds: number): string {
  if (seconds < 60) return `${seconds} s`;
  if (seconds < 3_600) return `${Math.round(seconds / 60)} min`;
  return `${Math.floor(seconds / 3_600)} h ${Math.round((seconds % 3_600) / 60)} min`;
}

const GOOD: ReadonlySet<string> = new Set(['ok', 'done', 'changed', 'verified', 'in order', 'present', 'taken']);
const BAD: ReadonlySet<string> = new Set(['failed', 'not ok', 'not-applied', 'refused', 'missing']);
const ATTENTION: ReadonlySet<string> = new Set([
  'needs-approval',
  'paused',
  'interrupted',
  'unverified',
  'partly',
  'widens',
]);

function toneOf(word: string): string {
  if (GOOD.has(word)) return 'good';
  if (BAD.has(word)) return 'bad';
  return ATTENTION.has(word) ? 'attention' : 'neutral';
}

/** A state in words; its color only repeats them. */
export const state = (word: string): Html => html`<span class="state ${toneOf(word)}">${word}</span>`;

/** A table. The first cell of a row is its header. */
export function table(caption: string, heads: readonly string[], rows: readonly (readonly Content[])[]): Html {
  if (rows.length === 0) return html`<p class="quiet">${caption}: none.</p>`;
  return html`<div class="scroll" role="region" aria-label="${caption}" tabindex="0"><table>
<caption>${caption}</caption>
<thead><tr>${heads.map((head) => html`<th scope="col">${head}</th>`)}</tr></thead>
<tbody>${rows.map(
    ([first, ...others]) => html`<tr><th scope="row">${first}</th>${others.map((cell) => html`<td>${cell}</td>`)}</tr>
`,
  )}</tbody>
</table></div>`;
}

/** Names and what belongs to them. */
export const facts = (pairs: readonly (readonly [string, Content])[]): Html =>
  html`<dl>${pairs.map(([name, value]) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`)}</dl>`;

/** A value; nothing is shown as such, since an empty text would be seen as a mistake of the page. */
export const value = (texts: readonly string[]): Html =>
  texts.length === 0
    ? html`<span class="quiet">no value</span>`
    : html`${texts.map((text, index) => html`${index > 0 && ', '}<code>${text}</code>`)}`;

/** Why a part of a page is not there. */
const absent = ({ message, code }: ConnectorError): Html =>
  html`<p class="problem">This could not be read: ${message} <span class="quiet">${code}</span></p>`;

/** A part of a page, or why it is not there. */
export const shown = <T>(part: Part<T>, view: (value: T) => Html): Html =>
  'value' in part ? view(part.value) : absent(part.problem);

export const personLink = (userName: string): Html =>
  userName === ''
    ? html`<span class="quiet">–</span>`
    : html`<a href="${address(['person'], { name: userName })}">${userName}</a>`;

export const jobLink = (jobId: string, text: string = jobId.slice(0, 8)): Html =>
  jobId === '' ? NOTHING : html`<a class="id" href="${address(['jobs', jobId])}">${text}</a>`;

/** The way to the next page of a list. @param query what the list is asked for */
export const nextPage = (segments: readonly string[], query: Readonly<Record<string, string>>, cursor: string): Html =>
  cursor === ''
    ? NOTHING
    : html`<p><a class="button" rel="next" href="${address(segments, { ...query, cursor })}">Next page</a></p>`;
