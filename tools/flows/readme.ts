import { type Card, cardsOf, helperIn, type Step } from './card.ts';
import { oktaScopesOf } from './catalogue/okta-scopes.ts';
import type { Flow } from './flow.ts';
import type { Pack } from './pack.ts';
import { pictureName } from './picture/picture.ts';

const list = (lines: readonly string[]): string => lines.map((line, index) => `${index + 1}. ${line}`).join('\n');
const bullets = (lines: readonly string[]): string => lines.map((line) => `- ${line}`).join('\n');

/** A card, and the card whose flow inside it stands in. */
interface Standing {
  readonly card: Card;
  readonly inside?: Card;
}

/** All cards of the steps, also those in branches and in flows inside cards. */
function standing(steps: readonly Step[], inside?: Card): Standing[] {
  return cardsOf(steps).flatMap((card) => {
    const { branches, bodies = {} } = card.details;
    return [
      { card, ...(inside && { inside }) },
      ...(branches ? standing([branches.ifTrue, branches.ifFalse].flat(), inside) : []),
      ...Object.values(bodies).flatMap((body) => standing(body.steps, card)),
    ];
  });
}

/** What the Okta connection of a pack has to be granted, sorted. */
function oktaScopes({ flows }: Pack): string {
  const events = flows.flatMap((flow) => (flow.kind === 'event' ? [flow.event] : []));
  const types = [...events, ...flows.flatMap(({ steps }) => standing(steps).map(({ card }) => card.type))];
  const scopes = new Set(types.flatMap(({ address }) => oktaScopesOf(address)));
  return [...scopes]
    .sort()
    .map((scope) => `\`${scope}\``)
    .join(', ');
}

/** Where a card of the Okta connector is found; that of an event is the first one of its flow. */
function oktaCards({ kind, name, start, steps }: Flow): string[] {
  const cards = standing(steps).filter(({ card }) => card.details.connection === 'Okta');
  const places = cards.map(({ card, inside }) => {
    const around = inside ? `, inside the card **${inside.title}**` : '';
    return `**${card.title}** in **${name}**${around}`;
  });
  return kind === 'event' ? [`**${start.title}** in **${name}**`, ...places] : places;
}

const titlesIn = ({ start, steps }: Flow): string[] => [start, ...cardsOf(steps)].map(({ title }) => title);

/** What is to be done after every import; where it is done differs from pack to pack. */
function setUp(pack: Pack): string[] {
  const [first] = pack.flows;
  const flowWith = (card: string): string =>
    (pack.flows.find((flow) => titlesIn(flow).includes(card)) ?? first)?.name ?? '';
  const okta = pack.flows.flatMap(oktaCards);
  const helpersOnly = pack.flows.every(({ kind }) => kind === 'helper');
  return [
    'In the Workflows console choose a folder, then **Import**, and take `workflow.flopack`. Flows arrive switched off; connections never travel.',
    `In **${flowWith('Call')}** open the card **Call** and choose your connection on the card **Ask the Connector**: API Connector, OAuth 2.0, client credentials.`,
    ...(okta.length > 0
      ? [
          `Choose your Okta connection on ${okta.join('; ')}. It needs the scopes ${oktaScopes(pack)}: grant them in the app Okta Workflows OAuth, then reauthorize the connection.`,
        ]
      : []),
    `In **${flowWith('Configuration')}** write the address of your connector into the card **Configuration**: it stands nowhere else.`,
    ...pack.steps,
    'Put a card of your own into **Alert**, so that somebody is told. What failed is in the table **Connector Errors** in any case.',
    helpersOnly ? 'Switch on all flows.' : 'Switch on the helper flows first, then the others.',
  ];
}

const startsOther = (flow: Flow, helper: Flow): boolean =>
  flow !== helper &&
  standing(flow.steps).some(({ card }) => ['flo', 'Flow'].some((key) => helperIn(card, key) === helper));

/** What makes a flow run. */
function leadOf(pack: Pack, flow: Flow): string {
  if (flow.kind === 'scheduled')
    return `runs every day at ${flow.schedule.hours.padStart(2, '0')}:00 ${flow.schedule.timeZone}`;
  if (flow.kind === 'event') return 'runs on an Okta event';
  const isCalled = pack.flows.some((other) => startsOther(other, flow));
  return isCalled ? 'called by other flows' : 'run with Test, or called by flows of your own';
}

/** What of a pack counts where a plan limits flows: helper flows and flows that are off do not. */
function counted({ flows }: Pack): string {
  const helpers = flows.filter(({ kind }) => kind === 'helper').length;
  const others = flows.length - helpers;
  return `Of the ${flows.length} flows of the pack ${others} ${others === 1 ? 'counts' : 'count'} where a plan limits active flows, and only while switched on: helper flows do not count.`;
}

/** The page beside a pack: what it does and what to do after the import. */
export function readme(pack: Pack): string {
  const flows = pack.flows.map((flow) => {
    const { name, description } = flow;
    return `### ${name}\n\n${description} (${leadOf(pack, flow)})\n\n![The cards of ${name}](${pictureName(flow)})`;
  });
  const tables = pack.tables.map(({ name, description }) => `**${name}**: ${description}`);
  return [
    `# ${pack.title}`,
    pack.description,
    '## Set up',
    list(setUp(pack)),
    '## Use',
    bullets(pack.use),
    '## Flows',
    flows.join('\n\n'),
    '## Tables',
    bullets(tables),
    `A call of the connector that is answered with 429 is repeated three times, a minute apart; the Okta connector waits for the limits of the org by itself. ${counted(pack)}\n`,
  ].join('\n\n');
}
