import { type Html, html } from '../html.ts';

/** A line of our own readmes: `code`, **bold**, and the text of links. Everything else is text. */
export const markdownLine = (line: string): Html =>
  html`${line
    .replace(/\[([^\]]*)\]\([^)]*\)/g, '$1')
    .split(/(`[^`]*`|\*\*[^*]*\*\*)/)
    .map((piece) => {
      if (piece.startsWith('`')) return html`<code>${piece.slice(1, -1)}</code>`;
      return piece.startsWith('**') ? html`<strong>${piece.slice(2, -2)}</strong>` : piece;
    })}`;
