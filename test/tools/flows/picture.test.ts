import { expect, test } from '@jest/globals';
import { cardsOf } from '../../../tools/flows/card.ts';
import { flowPackFiles } from '../../../tools/flows/flow-pack-files.ts';
import { packs } from '../../../tools/flows/packs.ts';
import { layout } from '../../../tools/flows/picture/layout.ts';

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

test('each picture has a name for those who do not see it', () => {
  const pictures = flowPackFiles().filter(({ path }) => path.endsWith('.svg'));
  expect(pictures).toHaveLength(flows.length);
  for (const { text } of pictures) expect(text).toMatch(/role="img" aria-label="[^"]+">\n<title>[^<]+<\/title>/);
});
