import type { Layer } from './layers.ts';
import type { RoomImport } from './room-imports.ts';

const BOX = { width: 104, height: 30 };
const COLUMN = 124;
const ROW = 64;
const GAP = ROW - BOX.height;
const MARGIN = 16;
/** Where the rooms begin, right of what the layers are for. */
const LEFT = 226;
/** The columns of rooms that do not stand in the middle, chosen so that a long arrow finds its way past the boxes. */
const COLUMNS: Readonly<Record<string, number>> = {
  schedules: 0,
  reports: 1,
  sync: 2,
  pushes: 3,
  callbacks: 4,
  setup: 5,
  okta: 1,
  omni: 4,
  auth: 6,
  config: 1,
  schema: 5,
  push: 4,
  base: 2,
  errors: 3,
};
const MIDDLE = 2.5;

/** A dark page gets other colours. */
const STYLE = `
text { font: 13px system-ui, sans-serif; fill: #1d2433 }
.room { text-anchor: middle }
.purpose { fill: #6b7588; font-size: 12px }
.box { fill: #f4f6fa; stroke: #3f6fd1 }
.band { fill: #8a94a8; fill-opacity: .1 }
.arrow { fill: none; stroke: #8a94a8; stroke-width: 1.4; marker-end: url(#head) }
@media (prefers-color-scheme: dark) {
  text { fill: #eef1f7 }
  .purpose { fill: #9aa4b7 }
  .box { fill: #1d2f55 }
}`;
const HEAD =
  '<marker id="head" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="6" markerHeight="6" orient="auto">' +
  '<path d="M0 0 L8 4 L0 8 z" fill="#8a94a8"/></marker>';

/** The middle of a room's box. */
interface Place {
  readonly x: number;
  readonly y: number;
}

const placesOf = (layers: readonly Layer[]): ReadonlyMap<string, Place> =>
  new Map(
    layers.flatMap(({ rooms }, row) =>
      rooms.map((room) => {
        const x = LEFT + (COLUMNS[room] ?? MIDDLE) * COLUMN + COLUMN / 2;
        return [room, { x, y: row * ROW + ROW / 2 }] as const;
      }),
    ),
  );

/** Straight to the neighbour, or over the boxes in between. */
function pathAside(from: Place, to: Place): string {
  if (to.x - from.x <= COLUMN) return `M${from.x + BOX.width / 2} ${from.y} L${to.x - BOX.width / 2} ${to.y}`;
  const [start, top] = [from.y - BOX.height / 2, from.y - ROW / 2];
  return `M${from.x} ${start} C${from.x + BOX.width / 2} ${top} ${to.x - BOX.width / 2} ${top} ${to.x} ${start}`;
}

/** Changes the column between two rows, and goes straight down before or after, where no box is in the way. */
function pathDown(from: Place, to: Place, places: readonly Place[]): string {
  const [start, end] = [from.y + BOX.height / 2, to.y - BOX.height / 2];
  const inTheWay = places.some(({ x, y }) => y > from.y && y < to.y && Math.abs(x - to.x) < BOX.width / 2);
  const turn = inTheWay ? end - GAP : start;
  const middle = turn + GAP / 2;
  const curve = `M${from.x} ${start} V${turn} C${from.x} ${middle} ${to.x} ${middle} ${to.x} ${turn + GAP}`;
  // A line without a length would leave the head of the arrow without a direction.
  return turn + GAP < end ? `${curve} V${end}` : curve;
}

const bandOf = ({ purpose }: Layer, row: number, width: number): string =>
  `<rect class="band" x="0" y="${row * ROW + 4}" width="${width}" height="${ROW - 8}" rx="8"/>` +
  `<text class="purpose" x="12" y="${row * ROW + ROW / 2 + 4}">${purpose}</text>`;

const boxOf = (room: string, { x, y }: Place): string =>
  `<rect class="box" x="${x - BOX.width / 2}" y="${y - BOX.height / 2}" width="${BOX.width}" height="${BOX.height}" rx="6"/>` +
  `<text class="room" x="${x}" y="${y + 4}">${room}</text>`;

/** An SVG with one row per layer, a box per room, and the imports between them. */
export function picture(layers: readonly Layer[], imports: readonly RoomImport[]): string {
  const places = placesOf(layers);
  const width = Math.max(...[...places.values()].map(({ x }) => x)) + COLUMN / 2;
  const height = layers.length * ROW;
  const arrows = imports.flatMap(({ from, to }) => {
    const [start, end] = [places.get(from), places.get(to)];
    if (!start || !end) return [];
    const path = start.y < end.y ? pathDown(start, end, [...places.values()]) : pathAside(start, end);
    return [`<path class="arrow" d="${path}"/>`];
  });
  const frame = `${-MARGIN} ${-MARGIN} ${width + 2 * MARGIN} ${height + 2 * MARGIN}`;
  return [
    '<!-- Made by `npm run generate` from the imports of src. Do not edit. -->',
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="${frame}" role="img" aria-label="The layers of src">`,
    '<title>The layers of src</title>',
    `<style>${STYLE}\n</style>`,
    `<defs>${HEAD}</defs>`,
    ...layers.map((layer, row) => bandOf(layer, row, width)),
    ...arrows,
    ...[...places].map(([room, place]) => boxOf(room, place)),
    '</svg>\n',
  ].join('\n');
}
