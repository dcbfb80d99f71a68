import { OMNI_SWITCHES, type OmniSwitches, type OmniSwitchName } from '../../local/omni/switches.ts';
import { played } from './played.ts';

/**
 * Every value of the switches of the local Omni: the first values of all of them at once, then the second ones, so that
 * each is met in few worlds. `npm run test:long` plays each value alone.
 */
export function atOnce(names: readonly OmniSwitchName[]): readonly Partial<OmniSwitches>[] {
  const tables = names.map((name) => [name, OMNI_SWITCHES[name].values] as const);
  const together = Array.from({ length: Math.max(...tables.map(([, values]) => values.length)) }, (_, i) =>
    Object.fromEntries(tables.map(([name, values]) => [name, values[i % values.length]])),
  );
  const alone = tables.flatMap(([name, values]) => values.map((value) => ({ [name]: value })));
  return played(together, alone);
}
