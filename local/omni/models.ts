import type { Request } from 'express';
import { cursorPage } from './cursor-page.ts';
import type { OmniInstance } from './instance.ts';
import { badRequest, notFound } from './omni-error.ts';
import { MODEL_KINDS } from './stored-models.ts';
import type { OmniSwitches } from './switches.ts';

const MODES = ['combined', 'extension', 'staged', 'merged', 'history'];
/** The example of the published description; the longest that Omni gives is not established. */
const PAGE_SIZE = 20;

function readKind(kind: unknown, { extensionModels }: OmniSwitches): string | undefined {
  if (kind === undefined) return undefined;
  const isKnown =
    MODEL_KINDS.some((one) => one === kind) && (kind !== 'SHARED_EXTENSION' || extensionModels === 'listed');
  if (!isKnown) throw badRequest('modelKind', 'Invalid enum value');
  return String(kind);
}

function readPageSize(text: unknown): number {
  const pageSize = text === undefined ? PAGE_SIZE : Number(text);
  if (!(Number.isInteger(pageSize) && pageSize > 0)) throw badRequest('pageSize', 'Must be a positive integer');
  return pageSize;
}

/** One page of models. https://docs.omni.co/api/models/list-models */
export function listModels({ models, switches }: OmniInstance, query: Request['query']) {
  const kind = readKind(query.modelKind, switches);
  const found = [...models.values()].filter(
    ({ deletedAt, modelKind }) => deletedAt === null && (kind === undefined || modelKind === kind),
  );
  const { page, pageInfo } = cursorPage(found, { cursor: query.cursor, pageSize: readPageSize(query.pageSize) });
  return { pageInfo, records: page.map(({ files: _, ...record }) => ({ ...record, updatedAt: record.createdAt })) };
}

const FOLDERS = [
  [/\.topic$/, 'topics/'],
  [/\.view$/, 'views/'],
] as const;

/** The other way in which Omni's examples name a file: `topics/orders.yaml` for `orders.topic`. */
function inFolder(name: string): string {
  const found = FOLDERS.find(([ending]) => ending.test(name));
  return `${found ? found[1] + name.replace(found[0], '') : name}.yaml`;
}

/** https://docs.omni.co/api/models/get-model-yaml */
export function modelYaml({ models, switches }: OmniInstance, id: string, query: Request['query']) {
  const { mode = 'combined', fullyResolved } = query;
  const model = models.get(id);
  if (!MODES.includes(String(mode))) throw badRequest('mode', 'Invalid enum value');
  if (fullyResolved !== undefined && switches.fullyResolved === '400') {
    throw badRequest('query', 'Unrecognized key: "fullyResolved"');
  }
  if (fullyResolved === 'true' && mode !== 'combined') throw badRequest('fullyResolved', 'Only valid with combined');
  if (!model || model.deletedAt !== null) throw notFound('Model');
  const named = Object.entries(model.files).map(([name, text]) => [
    switches.fileNames === 'folders' ? inFolder(name) : name,
    text,
  ]);
  return { files: Object.fromEntries(named), version: 1, viewNames: {} };
}
