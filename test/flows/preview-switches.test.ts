import { describe, expect, test } from '@jest/globals';
import { OMNI_SWITCHES, type OmniSwitchName } from '../../local/omni/switches.ts';
import { atOnce } from '../support/at-once.ts';
import { useConnector } from '../support/connector.ts';
import { quickClock } from '../support/quick-clock.ts';
import { preview, worldOf } from './preview-set-up.ts';
import { ok, setValues } from './set-up.ts';

const world = worldOf(useConnector());

describe('the same is told on every Omni that may exist, as far as it shows its models', () => {
  test.each(atOnce(Object.keys(OMNI_SWITCHES) as OmniSwitchName[]))('%j', async (switches) => {
    const c = await world({ switches, clock: quickClock() });
    const body = ok(await preview(c, { region: 'all', areas: ['everywhere'] }));
    const { models, modelYaml } = c.omni.switches;
    expect(body.known).toBe(models === 'on');
    const region = { beforeValue: 'emea', before: 'these-values', afterValue: 'all', after: 'everything' };
    expect(body.filters.slice(0, 2)).toMatchObject(
      models === 'on' && modelYaml === 'on'
        ? [
            { reference: 'region', ...region },
            { reference: 'areas', beforeValue: 'none', beforeSource: 'default', after: 'everything' },
          ]
        : [],
    );
    // What is previewed is what a write then leads to.
    ok(await setValues(c, { region: 'all', areas: ['everywhere'] }));
    const now = ok(await preview(c));
    const seen = (rows: Record<string, unknown>[]) =>
      rows.map(({ topic, reference, after: opens }) => [topic, reference, opens]).sort();
    expect([seen(now.filters), seen(now.topics)]).toEqual([seen(body.filters), seen(body.topics)]);
  });
});
