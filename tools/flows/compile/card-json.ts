import type { Card } from '../card.ts';
import type { CardType, DynamicFields } from '../card-type.ts';
import type { CardJson } from './export-format.ts';
import { shortId, uuidOf } from './ids.ts';

const METHOD = {
  type: 'method',
  _v: 2,
  executable: false,
  displayed: true,
  async: false,
  cooperative: false,
  mirrored: false,
  inlined: false,
  dependencies: [],
  timeout: 90000,
  idempotent: false,
  monitor: false,
  webhook: false,
  webhookList: false,
  webhookConditions: false,
  mobile: false,
  hooks: {},
};

function parentsOf(address: string): object {
  const [method, version, channel, ...rest] = address.split(':').reverse();
  const channelAddress = [...rest.reverse(), channel].join(':');
  return {
    method,
    version: { address: `${channelAddress}:${version}`, key: version, data: { name: version } },
    channel: { address: channelAddress, key: channel, data: { name: channel } },
  };
}

function dynamicJson(path: string, { namespace, group, index, method }: DynamicFields): [string, object] {
  const defaultValue = 'fieldIndex' in index ? { path: [], method } : { method };
  const address = { key: null, group, ...index, defaultValue, namespace };
  return [uuidOf(`${path}/meta/${method}`), { id: shortId(`${path}/meta/${method}`, 11), address }];
}

function connectorModel(path: string, { help, connector }: CardType): object {
  if (!connector) return {};
  return {
    compat: false,
    enableNewMetadata: true,
    display: {},
    comments: help,
    meta: Object.fromEntries(connector.dynamic.map((one) => dynamicJson(path, one))),
  };
}

/** Built-in cards whose model has an empty `display`, in every export. */
const WITH_DISPLAY: ReadonlySet<string> = new Set([
  'root:kernel:control:0.0.1:tryCatch',
  'root:kernel:control:0.0.1:branch',
]);

function commentModel({ type, details }: Card): object {
  if (details.note !== undefined) return { comments: { title: '', markdown: details.note }, display: {} };
  return WITH_DISPLAY.has(type.address) ? { display: {} } : {};
}

/** The id that a connection has in a pack: the admin chooses a real one after the import. */
export const connectionId = (pack: string, connection: string): string => uuidOf(`${pack}/connection/${connection}`);

/** A card without its fields and wires. */
export function cardJson(card: Card, path: string, pack: string): CardJson {
  const { type, title, details } = card;
  const { method, ...parents } = parentsOf(type.address) as { method: string };
  const { fields: _inputs, ...inputs } = type.inputs;
  const { fields: _outputs, ...outputs } = type.outputs;
  return {
    joins: {},
    address: type.address,
    parents,
    uuid: shortId(path, 9),
    branches: {},
    node: {
      key: method,
      data: { name: title },
      model: {
        ...METHOD,
        key: method,
        ...type.model,
        policy: { error: details.policy ?? { type: 'finish' } },
        metadata: {
          id: type.connector?.id ?? null,
          name: title,
          description: type.connector ? null : type.help,
        },
        meta: {},
        config: details.connection ? connectionId(pack, details.connection) : null,
        partnerChannelKeys: type.connector?.partnerKey ?? null,
        ...connectorModel(path, type),
        ...commentModel(card),
        inputs: { ...inputs, data: {} },
        outputs: { ...outputs, data: {} },
        runtime: {},
      },
    },
    pins: {},
  };
}
