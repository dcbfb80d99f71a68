import { type Html, html } from '../html.ts';

const WIDTH = 600;
const HEIGHT = 80;

/**
 * Bars, one for each minute, below the line of what is allowed. What it shows is said in words, too: for whoever does
 * not see it.
 *
 * @param minutes the oldest first
 */
export function minuteChart(title: string, minutes: readonly number[], limit: number): Html {
  const most = Math.max(...minutes, 1);
  const top = Math.max(most, limit);
  const step = WIDTH / minutes.length;
  const total = minutes.reduce((sum, one) => sum + one, 0);
  const bars = minutes.map((one, index) => {
    const height = Math.round((one / top) * HEIGHT);
    return (
      one > 0 &&
      html`<rect class="bar" x="${index * step}" y="${HEIGHT - height}" width="${step - 2}" height="${height}"/>`
    );
  });
  const y = HEIGHT - Math.round((limit / top) * HEIGHT);
  const summary = `${total} requests, at most ${Math.max(...minutes, 0)} in a minute; ${limit} are allowed.`;
  return html`<figure class="chart">
<svg viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="${title}: ${summary}" preserveAspectRatio="none">
<line class="limit" x1="0" x2="${WIDTH}" y1="${y}" y2="${y}"/>${bars}
</svg>
<figcaption>${title}: ${summary}</figcaption>
</figure>`;
}
