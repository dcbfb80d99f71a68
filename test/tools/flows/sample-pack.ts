import type { Step } from '../../../tools/flows/card.ts';
import { packJson } from '../../../tools/flows/compile/pack-json.ts';
import { type Flow, helperFlow } from '../../../tools/flows/flow.ts';
import type { Pack } from '../../../tools/flows/pack.ts';

/** A pack around some flows and tables. */
export const samplePack = (flows: readonly Flow[], tables: Pack['tables'] = []): Pack => ({
  name: 'sample_pack',
  title: 'Sample',
  description: 'A sample.',
  flows,
  tables,
  steps: [],
  use: [],
});

/** Builds a pack of one helper flow with these cards. */
export const buildOf = (
  steps: Parameters<typeof helperFlow>[3],
  inputs: Parameters<typeof helperFlow>[2] = {},
  tables: Pack['tables'] = [],
): object => packJson(samplePack([helperFlow('Sample Flow', 'A sample.', inputs, steps)], tables));

/** Builds a pack of one helper flow with these cards. */
export const build = (...steps: readonly Step[]): object => buildOf(() => steps);
