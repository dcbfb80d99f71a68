import { shownText } from '../base/shown-text.ts';

/** Markup that is safe to send: made by `html` alone. */
export class Html {
  readonly text: string;

  /** Only `html` and the two below know that a text is markup. */
  constructor(text: string) {
    this.text = text;
  }
}

/** What may stand in a template: markup, a text or a number that is escaped, lists of them, or nothing. */
export type Content = Html | string | number | false | null | undefined | readonly Content[];

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** More than any name or sentence has; values may be longer, and are cut. */
const MOST_CHARACTERS = 2_000;

/**
 * A text as the content of an element or of an attribute in quotation marks. What cannot be seen but changes what is
 * seen (direction marks, controls) is written out, since names and values come from everywhere.
 */
const escaped = (text: string): string =>
  shownText(text, MOST_CHARACTERS).replace(/[&<>"']/g, (sign) => ESCAPES[sign] ?? sign);

function textOf(content: Content): string {
  if (content instanceof Html) return content.text;
  if (typeof content === 'string') return escaped(content);
  if (typeof content === 'number') return String(content);
  if (content === false || content === null || content === undefined) return '';
  return content.map(textOf).join('');
}

/**
 * Markup with contents that are escaped. Attributes must be in quotation marks; no content may stand in a tag's name,
 * an unquoted attribute, a script or a style, of which there are none (`script-src 'self'`, `style-src 'self'`).
 */
export function html(markup: TemplateStringsArray, ...contents: readonly Content[]): Html {
  return new Html(markup.map((piece, index) => piece + textOf(contents[index])).join(''));
}

/** Nothing. */
export const NOTHING = html``;
