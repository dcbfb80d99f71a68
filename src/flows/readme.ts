import { cardsOf } from './card.ts';
import type { Flow } from './flow.ts';
import type { Pack } from './pack.ts';
import { pictureName } from './picture/picture.ts';

const list = (lines: readonly string[]): string => lines.map((line, index) => `${index + 1}. ${line}`).join('\n');

const LEADS: Readonly<Record<string, string>> = {
  helper: 'called by other flows',
  scheduled: 'runs by the clock',
  event: 'runs on an Okta event',
  endpoint: 'called from outside',
};

const titlesIn = ({ start, steps }: Flow): string[] => [start, ...cardsOf(steps)].map(({ title }) => title);

/** What is to be done after every import; where it is done differs from pack to pack. */
function setUp(pack: Pack): string[] {
  const [first] = pack.flows;
  const flowWith = (card: string): string =>
    (pack.flows.find((flow) => titlesIn(flow).includes(card)) ?? first)?.name ?? '';
  const usesOkta = pack.flows.some(({ kind, name }) => kind === 'event' || name === 'Configuration');
  return [
    'In the Workflows console choose a folder, then **Import**, and take `workflow.flopack`. Flows arrive switched off; connections never travel.',
    `In **${flowWith('Call')}** open the card **Call** and choose your connection on the card **Ask the Connector**: API Connector, OAuth 2.0, client credentials.`,
    ...(usesOkta ? ['Choose your Okta connection on every card of Okta.'] : []),
    `In **${flowWith('Configuration')}** write the address of your connector into the card **Configuration**: it stands nowhere else.`,
    ...pack.steps,
    'Put a card of your own into **Alert**, so that somebody is told. Failed calls are in the table **Connector Errors** in any case.',
    'Switch on the helper flows first, then the others.',
  ];
}

/** The page beside a pack: what it does and what to do after the import. */
export function readme(pack: Pack): string {
  const flows = pack.flows.map((flow) => {
    const { name, kind, description } = flow;
    return `### ${name}\n\n${description} (${LEADS[kind]})\n\n![The cards of ${name}](${pictureName(flow)})`;
  });
  const tables = pack.tables.map(({ name, description }) => `- **${name}**: ${description}`);
  return [
    `# ${pack.title}`,
    pack.description,
    '## Set up',
    list(setUp(pack)),
    '## Flows',
    flows.join('\n\n'),
    '## Tables',
    tables.join('\n'),
    `A call that the connector answers with 429 is repeated three times. The pack has ${pack.flows.length} flows; each counts where a plan limits active flows.\n`,
  ].join('\n\n');
}
