import { describe, expect, test } from '@jest/globals';
import { OMNI_SWITCHES } from '../../local/omni/switches.ts';
import { useConnector } from '../support/connector.ts';
import { quickClock } from '../support/quick-clock.ts';
import { operations } from './set-up.ts';
import { tellStory } from './story.ts';

const start = useConnector();

const TABLE = Object.entries(OMNI_SWITCHES).flatMap(([name, { values }]) =>
  values.slice(1).map((value) => [name, value]),
);

describe('the story of an attribute and its values holds on every Omni that may exist', () => {
  test('every switch at its default', async () => {
    await tellStory(await start());
  });

  test.each(TABLE)('%s=%s', async (name, value) => {
    await tellStory(await start({ switches: { [name]: value }, clock: quickClock() }));
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
