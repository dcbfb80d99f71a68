import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { OMNI_SWITCHES, type OmniSwitches, type OmniSwitchName } from '../../../local/omni/switches.ts';
import { packageRoot } from '../../../src/base/package-root.ts';
import { withSection } from '../../../tools/generate/marked-section.ts';
import { useConnector } from '../../support/connector.ts';
import { fastClock } from '../../support/fast-clock.ts';
import { matrix } from './page.ts';
import { playWorld, type World } from './play-world.ts';

const start = useConnector();
const PAGE = join(packageRoot, 'docs/reliability.md');
const SPEED = 20;

/** What no request of these flows meets: definitions by API, models, queries, other kinds of user. */
const ELSEWHERE: readonly OmniSwitchName[] = [
  'createAnswer',
  'duplicateStatus',
  'deleteAnswer',
  'renameByPut',
  'definitionWrites',
  'userPut',
  'formerMember',
  'whoami',
  'emailOnlyArrays',
  'models',
  'modelYaml',
  'fullyResolved',
  'extensionModels',
  'fileNames',
  'queryUserId',
  'queries',
  'connections',
  'connectionsKey',
  'connectionEnvironments',
];

const NAMES = Object.keys(OMNI_SWITCHES) as OmniSwitchName[];
const MOST_VALUES = Math.max(...NAMES.map((name) => OMNI_SWITCHES[name].values.length));

/** Some switches, each at its value of this place where it has so many. */
const at = (place: number, names: readonly OmniSwitchName[]): (readonly [string, Partial<OmniSwitches>])[] => {
  const values = names.flatMap((name) => {
    const value: string | undefined = OMNI_SWITCHES[name].values[place];
    return value === undefined ? [] : [[name, value] as const];
  });
  return values.length === 0 ? [] : [[values.map((one) => one.join('=')).join(', '), Object.fromEntries(values)]];
};

/** Every value of every switch but the usual one: alone, or with the others that these flows do not meet. */
const OTHERS = Array.from({ length: MOST_VALUES - 1 }, (_, index) => index + 1).flatMap((place) => [
  ...NAMES.filter((name) => !ELSEWHERE.includes(name)).flatMap((name) => at(place, [name])),
  ...at(place, ELSEWHERE),
]);

const play = async (switches: Partial<OmniSwitches>): Promise<World> =>
  await playWorld(await start({ switches, clock: fastClock(SPEED) }));

describe('nothing is lost, overwritten or claimed, whatever goes wrong on whichever Omni', () => {
  const worlds = new Map<string, World>();
  let usual: World | undefined;

  test('every switch at its default', async () => {
    usual = await play({});
  });

  test.each(OTHERS)('%s', async (name, switches) => {
    worlds.set(name, await play(switches));
  });

  test('docs/reliability.md says what was answered; MATRIX=write puts it there', () => {
    if (!usual) throw new Error('The usual Omni was not played.');
    const page = readFileSync(PAGE, 'utf8');
    const made = withSection(page, 'every-fault', matrix(usual, worlds));
    if (process.env.MATRIX === 'write') writeFileSync(PAGE, made);
    else expect(page).toBe(made);
  });
});
