import { type Html, html } from '../html.ts';

const WIDTH = 100;

/** A part of a whole with its name. */
export interface Share {
  readonly name: string;
  readonly count: number;
}

/**
 * One bar in parts; the words beside it say the same. @param shares in the order of the styles `share-0` to `share-3`
 */
export function shareChart(what: string, shares: readonly Share[]): Html {
  const total = shares.reduce((sum, { count }) => sum + count, 0);
  const words = shares.map(({ name, count }) => `${count} ${name}`).join(', ');
  let x = 0;
  const parts = shares.map(({ count }, index) => {
    const width = total === 0 ? 0 : (count / total) * WIDTH;
    const part = width > 0 && html`<rect class="share-${index}" x="${x}" y="0" width="${width}" height="8"/>`;
    x += width;
    return part;
  });
  return html`<svg class="shares" viewBox="0 0 ${WIDTH} 8" role="img" aria-label="${what}: ${words}" preserveAspectRatio="none">${parts}</svg>
<span class="quiet">${words}</span>`;
}
