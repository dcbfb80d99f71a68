import { packJson } from '../../src/flows/compile/pack-json.ts';
import type { Flow } from '../../src/flows/flow.ts';
import type { Pack } from '../../src/flows/pack.ts';
import { type PackJson, readPack } from '../../src/simulator/pack.ts';
import { Simulator, type SimulatorOptions } from '../../src/simulator/simulator.ts';
import { samplePack } from '../flow-packs/sample-pack.ts';

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
