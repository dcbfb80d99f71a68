import { CONNECTIONS } from '../connections.ts';
import type { Pack } from '../pack.ts';
import type { Table } from '../table.ts';
import { connectionId } from './card-json.ts';
import { flowJson, folderId, type Identified } from './flow-json.ts';
import { uuidOf } from './ids.ts';

/** A constant, so that the same flows are the same file; milliseconds are written as exports do. */
const CREATED = '2026-11-01T00:00:00.000Z';

const FLAGS = { 'auto-transform': true, looseBooleans: true, looseStrings: true, looseNulls: true };

const byId = <T extends { readonly id: string }>(entries: readonly T[]): Readonly<Record<string, T>> =>
  Object.fromEntries(entries.map((entry) => [entry.id, entry]));

function tableJson(pack: Pack, { name, description, columns }: Table): Identified {
  const structure = Object.entries(columns).map(([column, type]) => ({
    name: column,
    type,
    default: type === 'str' ? '' : null,
  }));
  const id = uuidOf(`${pack.name}/table/${name}`);
  return { id, name, description, data: { class: 'simple', group_id: folderId(pack), structure } };
}

/** Exactly the connections that the cards name. */
function connectionsOf(pack: Pack, flows: object): { readonly id: string }[] {
  const text = JSON.stringify(flows);
  return Object.entries(CONNECTIONS)
    .map(([name, module]) => ({ id: connectionId(pack.name, name), name, module, data: null }))
    .filter(({ id }) => text.includes(id));
}

/** A pack as Okta Workflows imports it. @throws FlowError naming the flow, the card and the field */
export function packJson(pack: Pack): object {
  const flos = byId(pack.flows.map((flow) => flowJson(pack, flow)));
  const folder = { name: pack.title, description: pack.description, media_uri: '', path: '' };
  return {
    type: 'flopack',
    version: '1.5.0',
    created: CREATED,
    flags: FLAGS,
    data: {
      flos,
      configs: byId(connectionsOf(pack, flos)),
      tables: byId(pack.tables.map((table) => tableJson(pack, table))),
      groups: byId([{ id: folderId(pack), data: folder }]),
    },
  };
}
