import { type Body, Card } from '../card.ts';
import { eventLoop } from '../catalogue/list.ts';
import type { Flow } from '../flow.ts';
import type { Pack } from '../pack.ts';
import { buildBody } from './body.ts';
import { type BodyJson, type CardJson, FLOW_CONSTANTS, TREE } from './export-format.ts';
import { uuidOf } from './ids.ts';

/** An event arrives as a list of events; the flow itself runs inside a loop over it. */
function eventBody(flow: Flow & { kind: 'event' }): Body {
  const start = new Card(flow.event, { connection: 'Okta', policy: { type: 'finish' } });
  const loop = new Card(eventLoop, {
    values: { list: start.out('collection') },
    bodies: { flo: { start: flow.start, steps: flow.steps } },
  });
  return { start, steps: [loop] };
}

const preview = ({ address, node }: CardJson): object => ({
  module: address.split(':').at(-3),
  name: node.key,
  kernel: address.startsWith('root:kernel'),
});

function cronOf(flow: Flow): object {
  if (flow.kind !== 'scheduled') return {};
  const { minutes, hours, timeZone } = flow.schedule;
  return {
    seconds: '00',
    minutes,
    hours,
    dayOfTheMonth: '*/1',
    month: '*',
    dayOfTheWeek: '*',
    timeZone,
    startDate: '',
    endDate: '',
    recurrence: 0,
  };
}

const PUBLISHABLE: Readonly<Record<Flow['kind'], object>> = {
  helper: { isPublishable: false },
  scheduled: { isPublishable: false },
  event: {},
};

function displayOf(flow: Flow, { methods: [first, ...rest] }: BodyJson): object {
  return {
    preview: [first, ...rest].filter((card) => card !== undefined).map(preview),
    eventConnecterName: first?.node.data.name,
    isCallable: flow.kind === 'helper' || flow.kind === 'scheduled',
    ...PUBLISHABLE[flow.kind],
  };
}

/** The folder of a pack, by its id in the export. */
export const folderId = (pack: Pack): string => uuidOf(`${pack.name}/folder`);

/** A part of an export that is found by its id. */
export interface Identified {
  readonly id: string;
  readonly name: string;
  readonly description: string;
  readonly data: object;
}

/** One flow as an export holds it. @throws FlowError naming the card and the field */
export function flowJson(pack: Pack, flow: Flow): Identified {
  const id = uuidOf(`${pack.name}/flow/${flow.name}`);
  const context = {
    pack: pack.name,
    flow: flow.name,
    flowNames: new Set(pack.flows.map(({ name }) => name)),
    tableNames: new Set(pack.tables.map(({ name }) => name)),
    placed: new Map(),
    titles: new Map(),
  };
  const body = flow.kind === 'event' ? eventBody(flow) : { start: flow.start, steps: flow.steps };
  const built = buildBody(context, { path: `${pack.name}/${flow.name}` }, body);
  const data = {
    id: null,
    uuid: id,
    display: displayOf(flow, built),
    tree: TREE,
    methods: built.methods,
    model: {},
    orderings: built.orderings,
    cron: cronOf(flow),
    security_level: null,
    // Runs are not kept: what passes through holds users' values.
    log: false,
    inheritLog: true,
    scheduled: flow.kind === 'scheduled',
    group: folderId(pack),
    ...FLOW_CONSTANTS,
  };
  return { id, name: flow.name, description: flow.description, data };
}
