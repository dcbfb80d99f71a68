import { type PackJson, readPack } from '../../../local/simulator/pack.ts';
import { Simulator, type SimulatorOptions } from '../../../local/simulator/simulator.ts';
import { packJson } from '../../../tools/flows/compile/pack-json.ts';
import type { Flow } from '../../../tools/flows/flow.ts';
import type { Pack } from '../../../tools/flows/pack.ts';
import { samplePack } from '../../tools/flows/sample-pack.ts';

/** A pack of these flows, as it would be imported. */
export const exported = (flows: readonly Flow[], tables: Pack['tables'] = []): PackJson =>
  readPack(JSON.stringify(packJson(samplePack(flows, tables))));

/** A simulator of these flows. */
export const simulate = (
  flows: readonly Flow[],
  options: Partial<SimulatorOptions> = {},
  tables: Pack['tables'] = [],
) => new Simulator({ pack: exported(flows, tables), ...options });

/** The titles of the cards that have run. */
export const titles = ({ trace }: Simulator): string[] => trace.map(({ card }) => card);
