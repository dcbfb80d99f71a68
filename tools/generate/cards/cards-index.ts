import { GENERATED, plain, table } from '../markdown.ts';
import { GROUP_DESCRIPTIONS } from '../openapi-tags.ts';
import type { Card } from './card.ts';

const row = ({ action, name, description }: Card): string[] => [`[${name}](${action}.md)`, plain(description)];

function section(group: string, cards: readonly Card[]): string {
  const words = Object.entries(GROUP_DESCRIPTIONS).find(([name]) => name === group)?.[1] ?? '';
  return `## ${group}\n\n${words}\n\n${table(['Card', 'What it does'], cards.map(row))}`;
}

/** connector/cards/README.md: all cards by group, and what holds for each. */
export const cardsIndex = (cards: readonly Card[], version: string): string => `${GENERATED}
# Cards

The action cards of the connector, version ${version}. Each page says what to enter in the dialogs Options, Inputs and
Outputs, and what the flow behind the card calls; \`<action>.card.json\` beside it says the same for programs, as
\`schemas/card.schema.json\` describes. [The walk-through](../../docs/integration-builder.md) builds the first one.

- **Required** only checks the design of a flow: a value that turns out empty at run time passes, and the connector
  answers 400 naming the field.
- What is optional and empty is left out of the body, not sent as an empty text.
- **Repeat** "yes" means that the same call may succeed later. A card with an Idempotency key has one effect, whatever is
  repeated.
- Lists have no dynamic fields: where a list of users is sent, its entries are objects.
- [Authorization](authorization.md) says what a connection needs.
- [Custom API Action](custom-api-action.md) calls whatever has no card of its own.

${[...Map.groupBy(cards, ({ group }) => group)].map(([group, members]) => section(group, members)).join('\n\n')}
`;
