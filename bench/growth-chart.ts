import type { Curve, Point } from './growth.ts';

const PLOT = { left: 64, top: 24, width: 520, height: 360 };
const LEGEND = { left: PLOT.left + PLOT.width + 24, line: 24, width: 270 };
const BELOW = 52;
/** Told apart on a light and on a dark page, and by those who see no red beside green. */
const COLOURS = [
  '#3f6fd1',
  '#d1673f',
  '#2a9d8f',
  '#a355c4',
  '#b8860b',
  '#5b7083',
  '#d1457b',
  '#4c9f38',
  '#00a3c7',
  '#9c5a3c',
];

/** A dark page gets other colours. */
const STYLE = `
text { font: 13px system-ui, sans-serif; fill: #1d2433 }
.axis { fill: #6b7588; font-size: 12px }
.grid { stroke: #8a94a8; stroke-opacity: .3 }
.bound { stroke: #8a94a8; stroke-width: 1.4; stroke-dasharray: 5 4; fill: none }
.curve { fill: none; stroke-width: 2 }
@media (prefers-color-scheme: dark) {
  text { fill: #eef1f7 }
  .axis { fill: #9aa4b7 }
}`;

/** A curve as multiples of its first point. */
interface Grown {
  readonly name: string;
  readonly points: readonly { readonly rows: number; readonly times: number }[];
}

const grown = ({ name, points }: Curve): Grown => {
  const [first] = points as readonly [Point, ...Point[]];
  return { name, points: points.map(({ rows, ms }) => ({ rows, times: ms / first.ms })) };
};

/** 10, 100, 1,000 … from the one below to the one above. */
function decades(least: number, most: number): number[] {
  const [from, to] = [Math.floor(Math.log10(least) + 1e-9), Math.ceil(Math.log10(most) - 1e-9)];
  return Array.from({ length: to - from + 1 }, (_, at) => 10 ** (from + at));
}

/**
 * How times grow with rows, as an SVG: both axes by tens, each curve beside its own time with the fewest rows, and a
 * dashed line for what grows as the rows do.
 */
export function growthChart(curves: readonly Curve[], caption: string): string {
  const shown = curves.map(grown);
  const points = shown.flatMap((curve) => curve.points);
  const sizes = decades(Math.min(...points.map(({ rows }) => rows)), Math.max(...points.map(({ rows }) => rows)));
  const [least = 1, most = 10] = [sizes[0], sizes.at(-1)];
  const linear = most / least;
  const levels = decades(
    Math.min(1, ...points.map(({ times }) => times)),
    Math.max(linear, ...points.map(({ times }) => times)),
  );
  const [low = 1, high = 10] = [levels[0], levels.at(-1)];
  const part = (value: number, from: number, to: number): number => Math.log10(value / from) / Math.log10(to / from);
  const x = (rows: number): number => Math.round(PLOT.left + part(rows, least, most) * PLOT.width);
  const y = (times: number): number => Math.round(PLOT.top + (1 - part(times, low, high)) * PLOT.height);
  const [right, bottom] = [PLOT.left + PLOT.width, PLOT.top + PLOT.height];
  const path = (line: Grown['points']): string => line.map(({ rows, times }) => `${x(rows)},${y(times)}`).join(' ');
  const label = (value: number): string => value.toLocaleString('en', { maximumFractionDigits: 3 });
  return [
    '<!-- Made by bench/scale.ts with its option write. Do not edit. -->',
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${LEGEND.left + LEGEND.width} ${bottom + BELOW}" role="img" aria-label="${caption}">`,
    `<title>${caption}</title>`,
    `<style>${STYLE}\n</style>`,
    ...sizes.flatMap((rows) => [
      `<line class="grid" x1="${x(rows)}" x2="${x(rows)}" y1="${PLOT.top}" y2="${bottom}"/>`,
      `<text class="axis" x="${x(rows)}" y="${bottom + 18}" text-anchor="middle">${label(rows)}</text>`,
    ]),
    ...levels.flatMap((times) => [
      `<line class="grid" x1="${PLOT.left}" x2="${right}" y1="${y(times)}" y2="${y(times)}"/>`,
      `<text class="axis" x="${PLOT.left - 8}" y="${y(times) + 4}" text-anchor="end">${label(times)} ×</text>`,
    ]),
    `<text class="axis" x="${(PLOT.left + right) / 2}" y="${bottom + 40}" text-anchor="middle">rows</text>`,
    `<line class="bound" x1="${x(least)}" y1="${y(1)}" x2="${x(most)}" y2="${y(linear)}"/>`,
    ...shown.flatMap(({ name, points: line }, at) => {
      const [colour, level] = [COLOURS[at % COLOURS.length], PLOT.top + 12 + (at + 1) * LEGEND.line];
      return [
        `<polyline class="curve" stroke="${colour}" points="${path(line)}"/>`,
        ...line.map(({ rows, times }) => `<circle cx="${x(rows)}" cy="${y(times)}" r="3.5" fill="${colour}"/>`),
        `<line class="curve" stroke="${colour}" x1="${LEGEND.left}" x2="${LEGEND.left + 22}" y1="${level - 4}" y2="${level - 4}"/>`,
        `<text x="${LEGEND.left + 30}" y="${level}">${name}</text>`,
      ];
    }),
    `<line class="bound" x1="${LEGEND.left}" x2="${LEGEND.left + 22}" y1="${PLOT.top + 8}" y2="${PLOT.top + 8}"/>`,
    `<text x="${LEGEND.left + 30}" y="${PLOT.top + 12}">as the rows grow</text>`,
    '</svg>\n',
  ].join('\n');
}
