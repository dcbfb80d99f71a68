import type { AnyAction } from '../action-modules.ts';
import type { Component } from '../components.ts';
import type { GeneratedFile } from '../generated-file.ts';
import { authorizationPage } from './authorization-page.ts';
import { cardOf } from './card-of.ts';
import { cardPage } from './card-page.ts';
import { cardsIndex } from './cards-index.ts';
import { customApiActionPage } from './custom-api-action-page.ts';

/** Where the cards lie in the package. */
export const CARD_FOLDER = 'connector/cards';

/** A page and a machine-readable file per action, and the index. */
export function cardFiles(
  actions: readonly AnyAction[],
  components: ReadonlyMap<string, Component>,
  version: string,
): GeneratedFile[] {
  const made = actions.map((action) => ({ action, card: cardOf(action, components, version) }));
  const files = made.flatMap(({ action, card }) => {
    const own = card.errors.filter(({ code }) => action.throws.includes(code));
    const page = cardPage(card, own, { body: action.example.input, answer: action.example.output });
    const path = `${CARD_FOLDER}/${action.name}`;
    return [
      { path: `${path}.md`, text: page },
      { path: `${path}.card.json`, text: `${JSON.stringify(card, null, 2)}\n` },
    ];
  });
  const cards = made.map(({ card }) => card);
  const index = cardsIndex(cards, version);
  return [
    { path: `${CARD_FOLDER}/README.md`, text: index },
    { path: `${CARD_FOLDER}/authorization.md`, text: authorizationPage(cards, version) },
    ...files,
    { path: `${CARD_FOLDER}/custom-api-action.md`, text: customApiActionPage(version) },
  ];
}
