import { describe, expect, test } from '@jest/globals';
import { configured } from '../../../local/simulator/configure.ts';
import { Simulator } from '../../../local/simulator/simulator.ts';
import { assign } from '../../../tools/flows/cards/objects.ts';
import { returnValues } from '../../../tools/flows/cards/return-values.ts';
import { helperFlow } from '../../../tools/flows/flow.ts';
import { exported } from './sample-flows.ts';

const pack = exported([
  helperFlow('Main', '', {}, () => {
    const settings = assign('Configuration', { baseUrl: 'https://acme.example', limit: 5, names: ['a'], on: false });
    const names = ['baseUrl', 'limit', 'names', 'on'];
    return [settings, returnValues(Object.fromEntries(names.map((name) => [name, settings.out(name)])))];
  }),
]);
const valuesOf = async (settings: Parameters<typeof configured>[1]) =>
  (await new Simulator({ pack: configured(pack, settings) }).run('Main')).values;

describe('the settings of a pack', () => {
  test('are written into its card Configuration, also from texts, and the pack itself stays', async () => {
    const wanted = { baseUrl: 'http://127.0.0.1', limit: 7, names: ['b', 'c'], on: true };
    expect(await valuesOf({ baseUrl: 'http://127.0.0.1', limit: '7', names: '["b","c"]', on: 'true' })).toEqual(wanted);
    expect(await valuesOf({})).toEqual({ baseUrl: 'https://acme.example', limit: 5, names: ['a'], on: false });
  });

  test('that do not exist or do not fit are refused by name', async () => {
    await expect(valuesOf({ colour: 'red' })).rejects.toThrow(
      'field "colour": there is no such setting, only: baseUrl',
    );
    await expect(valuesOf({ limit: 'many' })).rejects.toThrow('field "limit": takes number');
  });
});
