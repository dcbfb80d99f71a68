import { callCards } from './cards/calls.ts';
import { controlCards } from './cards/control.ts';
import { httpCards } from './cards/http-cards.ts';
import { listAndObjectCards } from './cards/lists-and-objects.ts';
import { loopCards } from './cards/loops.ts';
import { oktaCards } from './cards/okta-cards.ts';
import { tableCards } from './cards/table-cards.ts';
import { textAndNumberCards } from './cards/texts-and-numbers.ts';
import type { CardRun } from './simulation.ts';

const CARDS: Readonly<Record<string, CardRun>> = {
  ...controlCards,
  ...callCards,
  ...loopCards,
  ...listAndObjectCards,
  ...textAndNumberCards,
  ...tableCards,
  ...httpCards,
  ...oktaCards,
};

/** How a kind of card runs; undefined for one that the simulator does not know. */
export const cardRun = (kind: string): CardRun | undefined => CARDS[kind];
