import { describe, expect, test } from '@jest/globals';
import { OMNI_SWITCHES, type OmniSwitchName } from '../../local/omni/switches.ts';
import { atOnce } from '../support/at-once.ts';
import { useConnector } from '../support/connector.ts';
import { quickClock } from '../support/quick-clock.ts';
import { operations } from './set-up.ts';
import { tellStory } from './story.ts';

const start = useConnector();

describe('the story of an attribute and its values holds on every Omni that may exist', () => {
  test('every switch at its default', async () => {
    await tellStory(await start());
  });

  test.each(atOnce(Object.keys(OMNI_SWITCHES) as OmniSwitchName[]))('%j', async (switches) => {
    await tellStory(await start({ switches, clock: quickClock() }));
  });
});

describe('the form of PATCH', () => {
  test('is found once where Omni refuses the usual one, and remembered', async () => {
    const c = await start({ switches: { patchForms: 'colon-only' } });
    await tellStory(c);
    expect(operations(c).filter(({ path }) => path === undefined)).toHaveLength(1);
    expect(c.omni.log.count({ method: 'PATCH', status: 400 })).toBe(1);
  });
});
