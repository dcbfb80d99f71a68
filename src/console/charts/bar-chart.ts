import { type Html, html, NOTHING } from '../html.ts';

const WIDTH = 600;
const HEIGHT = 80;

/** A row of bars. What it shows is said in words as well, for whoever does not see it. */
export interface BarChart {
  readonly title: string;
  /** In words, what one reads off it. */
  readonly summary: string;
  readonly bars: readonly number[];
  /** A line that they should stay below. */
  readonly limit?: number;
}

export function barChart({ title, summary, bars, limit }: BarChart): Html {
  const top = Math.max(...bars, limit ?? 0, 1);
  const step = WIDTH / Math.max(1, bars.length);
  const heightOf = (count: number): number => Math.round((count / top) * HEIGHT);
  const shapes = bars.map((count, index) => {
    const height = heightOf(count);
    return (
      count > 0 &&
      html`<rect class="bar" x="${index * step}" y="${HEIGHT - height}" width="${step * 0.8}" height="${height}"/>`
    );
  });
  const y = HEIGHT - heightOf(limit ?? 0);
  return html`<figure class="chart">
<svg viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="${title}: ${summary}" preserveAspectRatio="none">
${limit === undefined ? NOTHING : html`<line class="limit" x1="0" x2="${WIDTH}" y1="${y}" y2="${y}"/>`}${shapes}
</svg>
<figcaption>${title}: ${summary}</figcaption>
</figure>`;
}
