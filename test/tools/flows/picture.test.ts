import { createRequire } from 'node:module';
import { expect, test } from '@jest/globals';
import { Resvg } from '@resvg/resvg-js';
import { cardsOf } from '../../../tools/flows/card.ts';
import { flowPackFiles } from '../../../tools/flows/flow-pack-files.ts';
import { packs } from '../../../tools/flows/packs.ts';
import { fitText } from '../../../tools/flows/picture/fit-text.ts';
import { layout } from '../../../tools/flows/picture/layout.ts';
import { picture, pictureName } from '../../../tools/flows/picture/picture.ts';
import { pictureFiles } from '../../../tools/flows/picture/picture-files.ts';

const flows = packs.flatMap((pack) => pack.flows.map((flow) => ({ name: `${pack.name}: ${flow.name}`, flow })));

test.each(flows)('$name: the picture shows every card once, none over another, all on the page', ({ flow }) => {
  const { cards, width, height } = layout([flow.start, ...cardsOf(flow.steps)]);
  const over = cards.filter((one) =>
    cards.some(
      (other) => one !== other && Math.abs(one.x - other.x) < one.width && Math.abs(one.y - other.y) < one.height,
    ),
  );
  const outside = cards.filter(
    (one) => one.x < 0 || one.y < 0 || one.x + one.width > width || one.y + one.height > height,
  );
  expect(new Set(cards.map(({ card }) => card)).size).toBe(cards.length);
  expect([...over, ...outside].map(({ card }) => card.title)).toEqual([]);
});

const require = createRequire(import.meta.url);
const FONT = require.resolve('dejavu-fonts-ttf/ttf/DejaVuSans.ttf');

/** How wide a line is in DejaVu Sans, the widest of the common fonts. */
function widthOf(line: string, size: number): number {
  const drawing = `<svg xmlns="http://www.w3.org/2000/svg"><text y="20" font-size="${size}">${line}</text></svg>`;
  const font = { fontFiles: [FONT], loadSystemFonts: false, defaultFontFamily: 'DejaVu Sans' };
  return new Resvg(drawing, { font }).getBBox()?.width ?? 0;
}

const SIZES = { title: 12, kind: 10 };
const CARD_INSIDE = 128;

test.each(flows)('$name: no line runs out of its card, whatever font it is shown in', ({ flow }) => {
  const drawing = picture(flow);
  const lines = (size: number, text: RegExp) => [...drawing.matchAll(text)].map(([, line = '']) => ({ line, size }));
  const all = [
    ...lines(SIZES.title, /<text x="[^"]+" y="[^"]+">([^<]*)<\/text>/g),
    ...lines(SIZES.kind, /<text class="kind" [^>]*>([^<]*)<\/text>/g),
  ];
  expect(all.length).toBeGreaterThan(1);
  expect(all.filter(({ line, size }) => widthOf(line, size) > CARD_INSIDE)).toEqual([]);
});

test.each([
  ['Call', ['Call']],
  ['Forget Who Was Missing', ['Forget Who Was', 'Missing']],
  ['Wwwwwwwwwwwwwwwwwwwwww', ['Wwwwwwwww…']],
  ['One two three four five six seven eight nine', ['One two three four', 'five six seven eig…']],
])('%s is shown as %j', (title, lines) => {
  expect(fitText(title, SIZES.title, CARD_INSIDE, 2)).toEqual(lines);
});

test('each flow has one picture where the readme and the facts of its pack look for it', () => {
  const files = new Map(flowPackFiles().map(({ path, text }) => [path, text]));
  const pictures = pictureFiles().map(({ path }) => path);
  const wanted = packs.flatMap(({ name, flows: own }) => {
    const folder = `connector/flows/${name}`;
    const readme = files.get(`${folder}/readme.md`) ?? '';
    const { details } = JSON.parse(files.get(`${folder}/workflow.json`) ?? '{}');
    return own.map((flow) => {
      const resource = pictureName(flow);
      const shown = details.flos.find((one: { name: string }) => one.name === flow.name);
      expect(shown.screenshotURL).toMatch(new RegExp(`^https://.+/${name}/${resource}$`));
      expect(readme).toContain(`![The cards of ${flow.name}](${resource})`);
      return `${folder}/${resource}`;
    });
  });
  expect(pictures).toEqual(wanted);
});

test('a picture says in words what it shows', () => {
  for (const { flow } of flows) expect(picture(flow)).toMatch(/role="img" aria-label="[^"]+">\n<title>[^<]+<\/title>/);
});
