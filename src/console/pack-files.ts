import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '../base/package-root.ts';

/**
 * The flow packs in the order in which an admin imports them: first what proves that the connection works, then what
 * makes an attribute, then what keeps values up to date (one way of the three may do), then what watches.
 */
const ORDER = [
  'connection_test',
  'set_up_synced_attribute',
  'push_on_profile_change',
  'push_on_assignment',
  'sync_on_group_change',
  'nightly_sync',
  'nightly_push',
  'drift_report',
  'usage_report',
  'call_any_action',
] as const;

/** A flow pack of the package. */
export interface Pack {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly flows: readonly { readonly name: string; readonly picture: string }[];
  /** Those of its readme, as Markdown of one line each. */
  readonly steps: readonly string[];
}

/** A file that can be downloaded or shown. */
export interface PackFile {
  readonly path: string;
  readonly type: string;
}

const FLOWS = join(packageRoot, 'connector/flows');
const CARDS = join(packageRoot, 'connector/cards');

interface Described {
  readonly title: string;
  readonly description: string;
  readonly details: { readonly flos: readonly { readonly name: string; readonly screenshotURL: string }[] };
}

/** The numbered lines below "## Set up". */
function stepsOf(readme: string): readonly string[] {
  const [, setUp = ''] = /^## Set up\n([\s\S]*?)(?=^## |$(?![\s\S]))/m.exec(readme) ?? [];
  return [...setUp.matchAll(/^\d+\. (.+)$/gm)].map(([, step = '']) => step);
}

function readPack(name: string): Pack {
  const { title, description, details }: Described = JSON.parse(
    readFileSync(join(FLOWS, name, 'workflow.json'), 'utf8'),
  );
  const flows = details.flos.map((flow) => ({ name: flow.name, picture: flow.screenshotURL.split('/').at(-1) ?? '' }));
  return { name, title, description, flows, steps: stepsOf(readFileSync(join(FLOWS, name, 'readme.md'), 'utf8')) };
}

/** Every pack that the package holds, in the order to import them. */
export const PACKS: readonly Pack[] = ORDER.map(readPack);

const TYPES: Readonly<Record<string, string>> = {
  png: 'image/png',
  md: 'text/plain; charset=utf-8',
  json: 'application/json; charset=utf-8',
};
const typeOf = (name: string): string => TYPES[name.slice(name.lastIndexOf('.') + 1)] ?? 'application/octet-stream';

const pairOf = (key: string, path: string): [string, PackFile] => [key, { path, type: typeOf(path) }];

/** What may be asked for, by pack and file; nothing else of the disk is reached. */
const FILES: ReadonlyMap<string, PackFile> = new Map([
  ...PACKS.flatMap(({ name, flows }) => [
    pairOf(`${name}/workflow.flopack`, join(FLOWS, name, 'workflow.flopack')),
    pairOf(`${name}/readme.md`, join(FLOWS, name, 'readme.md')),
    ...flows.map(({ picture }) => pairOf(`${name}/${picture}`, join(FLOWS, name, 'resources', picture))),
  ]),
  ...readdirSync(CARDS).map((file) => pairOf(`cards/${file}`, join(CARDS, file))),
]);

/** The file of a pack, or of `cards`; undefined: there is none. */
export const packFile = (pack: string, file: string): PackFile | undefined => FILES.get(`${pack}/${file}`);

/** The names of the actions that have a card. */
export const CARD_NAMES: readonly string[] = readdirSync(CARDS)
  .flatMap((file) => (file.endsWith('.card.json') ? [file.slice(0, -'.card.json'.length)] : []))
  .sort();
