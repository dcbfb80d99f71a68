import { cardsOf } from '../card.ts';
import type { Flow } from '../flow.ts';
import { fitText } from './fit-text.ts';
import { type Drawing, type DrawnCard, layout } from './layout.ts';

const MARGIN = 16;
const LINE = 18;

/** Colours by kind of card. The page is white, so that it is readable on any other. */
const STYLE = `
text { font: 12px sans-serif; fill: #1d2433 }
.kind { font-size: 10px; fill: #4a5468 }
.card { fill: #f4f6fa; stroke: #8a94a8 }
.okta { fill: #e3edff; stroke: #3f6fd1 }
.httpfunctions { fill: #e2f5e9; stroke: #2f8f57 }
.stash { fill: #fff3da; stroke: #b07a12 }
.lane { fill: none; stroke: #8a94a8; stroke-dasharray: 4 3 }
.label { fill: #6b7588 }
.arrow { stroke: #8a94a8; stroke-width: 1.5; marker-end: url(#head) }`;

const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');

/** Beside the edges of a card. */
const INSET = 10;
const TITLE = { size: 12, lines: 2 };
const KIND = { size: 10, lines: 1 };

const textSvg = (line: string, x: number, y: number, style = ''): string =>
  `<text${style} x="${x}" y="${y}">${escaped(line)}</text>`;

function cardSvg({ card, x, y, width, height }: DrawnCard): string {
  const module = card.type.address.split(':').at(-3) ?? '';
  const inner = width - 2 * INSET;
  const title = fitText(card.title, TITLE.size, inner, TITLE.lines);
  const kind = fitText(card.type.title, KIND.size, inner, KIND.lines);
  const first = title.length === 1 ? y + 26 : y + 20;
  return [
    `<rect class="card ${module}" x="${x}" y="${y}" width="${width}" height="${height}" rx="8"/>`,
    ...title.map((line, index) => textSvg(line, x + INSET, first + 15 * index)),
    ...kind.map((line) => textSvg(line, x + INSET, y + height - (title.length === 1 ? 16 : 9), ' class="kind"')),
  ].join('');
}

function shapes({ cards, lanes, arrows }: Drawing): string[] {
  return [
    ...lanes.map(
      ({ label, x, y, width, height }) =>
        `<rect class="lane" x="${x}" y="${y}" width="${width}" height="${height}" rx="10"/>` +
        `<text class="label" x="${x + 12}" y="${y + LINE}">${escaped(label)}</text>`,
    ),
    ...arrows.map(({ from, to }) => `<path class="arrow" d="M${from.join(' ')} L${to[0] - 6} ${to[1]}"/>`),
    ...cards.map(cardSvg),
  ];
}

/** A picture of a flow: its cards from left to right, what runs under a condition in a frame. */
export function picture({ name, start, steps }: Flow): string {
  const drawing = layout([start, ...cardsOf(steps)]);
  const width = drawing.width + 2 * MARGIN;
  const height = drawing.height + 2 * MARGIN;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="${-MARGIN} ${-MARGIN} ${width} ${height}" width="${width}" height="${height}" role="img" aria-label="${escaped(name)}">`,
    `<title>${escaped(name)}</title>`,
    `<style>${STYLE}\n</style>`,
    '<defs><marker id="head" viewBox="0 0 8 8" refX="6" refY="4" markerWidth="6" markerHeight="6" orient="auto"><path d="M0 0 L8 4 L0 8 z" fill="#8a94a8"/></marker></defs>',
    `<rect fill="#fff" x="${-MARGIN}" y="${-MARGIN}" width="${width}" height="${height}"/>`,
    ...shapes(drawing),
    '</svg>\n',
  ].join('\n');
}

/** The file of a flow's picture, from the folder of its pack. */
export const pictureName = ({ name }: Flow): string => `resources/${name.toLowerCase().replaceAll(' ', '_')}.png`;
