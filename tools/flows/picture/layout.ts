import { type Card, cardsOf, type Step } from '../card.ts';

const CARD = { width: 148, height: 60 };
const GAP = 28;
const LANE_GAP = 14;
const LABEL = 16;
/** Where wires would leave a card. */
const MIDDLE = CARD.height / 2;
/** The width at which a row of cards ends. */
const PAGE = 1060;

interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export interface DrawnCard extends Box {
  readonly card: Card;
}

/** The cards that run under one condition: inside a frame with a name. */
interface DrawnLane extends Box {
  readonly label: string;
}

/** From the right edge of one card to the left edge of another. */
interface DrawnArrow {
  readonly from: readonly [x: number, y: number];
  readonly to: readonly [x: number, y: number];
}

/** What is drawn, in points from the left upper corner. */
export interface Drawing {
  readonly width: number;
  readonly height: number;
  readonly cards: readonly DrawnCard[];
  readonly lanes: readonly DrawnLane[];
  readonly arrows: readonly DrawnArrow[];
}

const EMPTY: Drawing = { width: 0, height: 0, cards: [], lanes: [], arrows: [] };

const LABELS: Readonly<Record<string, string>> = {
  flo: 'Try',
  onError: 'If there is an error',
  'if.flo': 'If true',
  'else.flo': 'Otherwise',
};

const moved = (drawing: Drawing, dx: number, dy: number): Drawing => {
  const shift = <T extends Box>(box: T): T => ({ ...box, x: box.x + dx, y: box.y + dy });
  const point = ([x, y]: readonly [number, number]) => [x + dx, y + dy] as const;
  const { cards, lanes, arrows } = drawing;
  return {
    ...drawing,
    cards: cards.map(shift),
    lanes: lanes.map(shift),
    arrows: arrows.map(({ from, to }) => ({ from: point(from), to: point(to) })),
  };
};

const merged = (one: Drawing, other: Drawing): Drawing => ({
  width: Math.max(one.width, other.width),
  height: Math.max(one.height, other.height),
  cards: [...one.cards, ...other.cards],
  lanes: [...one.lanes, ...other.lanes],
  arrows: [...one.arrows, ...other.arrows],
});

/** The conditional parts of a card: the branches of If/Else, or the flows inside the card. */
function lanesOf(card: Card): [label: string, steps: readonly Step[]][] {
  const { branches, bodies = {} } = card.details;
  const forked: [string, readonly Step[]][] = branches
    ? [
        ['If true', branches.ifTrue],
        ['Otherwise', branches.ifFalse],
      ]
    : [];
  const inside = Object.entries(bodies).map(([key, { steps }]): [string, readonly Step[]] => [
    LABELS[key] ?? key,
    steps,
  ]);
  return [...forked, ...inside].filter(([, steps]) => cardsOf(steps).length > 0);
}

function framed(label: string, steps: readonly Step[]): Drawing {
  const inner = moved(layoutRow(cardsOf(steps)), LANE_GAP, LABEL + LANE_GAP);
  const width = inner.width + 2 * LANE_GAP;
  const height = inner.height + LABEL + 2 * LANE_GAP;
  return { ...inner, width, height, lanes: [{ label, x: 0, y: 0, width, height }, ...inner.lanes] };
}

/** A card, with its conditional parts to the right of it, one below the other. */
function cardDrawing(card: Card): Drawing {
  const alone: Drawing = { ...EMPTY, ...CARD, cards: [{ card, x: 0, y: 0, ...CARD }] };
  const lanes = lanesOf(card).map(([label, steps]) => framed(label, steps));
  const widest = Math.max(0, ...lanes.map(({ width }) => width));
  const left = CARD.width + GAP;
  let drawing = alone;
  let y = 0;
  for (const lane of lanes) {
    const [frame, ...inner] = lane.lanes;
    const stretched = { ...lane, lanes: frame ? [{ ...frame, width: widest }, ...inner] : inner };
    const placed = moved(stretched, left, y);
    const arrow: DrawnArrow = { from: [CARD.width, MIDDLE], to: [left, y + MIDDLE] };
    const sized = { ...placed, width: left + widest, height: y + lane.height };
    drawing = merged(drawing, { ...sized, arrows: [...placed.arrows, arrow] });
    y += lane.height + LANE_GAP;
  }
  return drawing;
}

/** Cards from left to right, as the console shows them. */
function row(drawings: readonly Drawing[]): Drawing {
  let drawing = EMPTY;
  for (const next of drawings) {
    const x = drawing.width === 0 ? 0 : drawing.width + GAP;
    const placed = moved(next, x, 0);
    const arrows: DrawnArrow[] = x === 0 ? [] : [{ from: [x - GAP, MIDDLE], to: [x, MIDDLE] }];
    drawing = merged(drawing, { ...placed, width: x + next.width, arrows: [...placed.arrows, ...arrows] });
  }
  return drawing;
}

const layoutRow = (cards: readonly Card[]): Drawing => row(cards.map(cardDrawing));

/** Cards from left to right, in as many rows as a page needs. */
export function layout(cards: readonly Card[]): Drawing {
  const rows: Drawing[][] = [];
  for (const card of cards) {
    const next = cardDrawing(card);
    const last = rows.at(-1);
    if (last && row([...last, next]).width <= PAGE) last.push(next);
    else rows.push([next]);
  }
  let drawing = EMPTY;
  for (const drawings of rows) {
    const y = drawing.height === 0 ? 0 : drawing.height + GAP;
    const placed = moved(row(drawings), 0, y);
    const arrows: DrawnArrow[] = y === 0 ? [] : [{ from: [-LANE_GAP, y + MIDDLE], to: [0, y + MIDDLE] }];
    const sized = { ...placed, height: y + placed.height };
    drawing = merged(drawing, { ...sized, arrows: [...placed.arrows, ...arrows] });
  }
  return drawing;
}
