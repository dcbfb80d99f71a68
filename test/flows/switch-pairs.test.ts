import { describe, test } from '@jest/globals';
import { OMNI_SWITCHES } from '../../local/omni/switches.ts';
import { useConnector } from '../support/connector.ts';
import { partOf } from '../support/part-of.ts';
import { quickClock } from '../support/quick-clock.ts';
import { tellStory } from './story.ts';

const start = useConnector();

/** What a read may look like, with the settings that hide a value crossed: an error in one may hide behind another. */
const READINGS = OMNI_SWITCHES.cleared.values.flatMap((cleared) =>
  OMNI_SWITCHES.readDefaults.values.flatMap((readDefaults) => [
    { cleared, readDefaults, listValues: 'include', numbersAs: 'string' } as const,
    { cleared, readDefaults, listValues: 'omit', readSystem: 'yes' } as const,
  ]),
);

describe('the story holds whatever a read looks like', () => {
  test.each(partOf(READINGS).map((one) => [Object.values(one).join(' '), one] as const))(
    '%s',
    async (_title, switches) => {
      await tellStory(await start({ switches, clock: quickClock() }));
    },
  );
});

const PAIRS = [
  { patchForms: 'colon-only', delayMs: '300' },
  { patchForms: 'colon-only', readDefaults: 'yes', scimError: 'empty' },
  { patchForms: 'nopath-only', otherForm: 'ignored', numbersAs: 'string' },
  { createAnswer: '201-empty', delayMs: '300', duplicateStatus: '422' },
  { patchAnswer: '204', cleared: 'null', scimError: 'text' },
  { revokedInList: 'yes', listValues: 'include', delayMs: '300', cleared: 'default' },
  { definitionWrites: 'off', whoami: '404', unknownReference: '400' },
  { typeMismatch: 'coerce', numbersAs: 'string', unknownReference: '400', systemWrite: '400' },
] as const;

describe('the story holds where several unknowns meet', () => {
  test.each(PAIRS.map((one) => [JSON.stringify(one), one] as const))('%s', async (_title, switches) => {
    await tellStory(await start({ switches, clock: quickClock() }));
  });
});
