import { type Html, html } from '../html.ts';

/** A list to choose from, or all of it. */
export const choice = (name: string, label: string, options: readonly string[], chosen: string | undefined): Html =>
  html`<label>${label} <select name="${name}"><option value="">all</option>${options.map(
    (one) => html`<option${one === chosen && html` selected`}>${one}</option>`,
  )}</select></label>`;

/** A field for a text. @param type of the field, such as `date` */
export const field = (name: string, label: string, value: string, type = 'text'): Html =>
  html`<label>${label} <input type="${type}" name="${name}" value="${value}" maxlength="320" autocomplete="off"></label>`;
