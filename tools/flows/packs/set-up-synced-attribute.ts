import { outs } from '../card.ts';
import { choose } from '../cards/decisions.ts';
import { assign } from '../cards/objects.ts';
import { comment } from '../cards/other-cards.ts';
import { returnValues } from '../cards/return-values.ts';
import { helperFlow } from '../flow.ts';
import type { Pack } from '../pack.ts';
import { alert } from './alert.ts';
import { ask } from './ask.ts';
import { callConnector } from './call-connector.ts';
import { connectorErrors } from './connector-errors.ts';
import { EXAMPLE_ADDRESS } from './example-address.ts';

const NAME = 'Set Up Synced Attribute';
const ACTION = 'setup-synced-attribute';

const RESULT = {
  ok: 'boolean',
  written: 'boolean',
  complete: 'boolean',
  steps: 'object[]',
  failedCode: 'string',
  message: 'string',
  errorMessage: 'string',
  fix: 'string',
} as const;
const TAKEN = ['complete', 'steps', 'failedCode', 'message'] as const;

type Answer = ReturnType<typeof ask>;

const resultOf = (answer: Answer, written: boolean) => {
  const taken = Object.fromEntries(TAKEN.map((field) => [field, answer.out(field)])) as Record<
    (typeof TAKEN)[number],
    ReturnType<Answer['out']>
  >;
  return { ok: answer.ok, written, ...taken, errorMessage: answer.problem('message'), fix: answer.problem('fix') };
};

const setUp = helperFlow(
  NAME,
  'Sets up one attribute in Omni and Okta: a dry run first, then, when apply is true, the set-up itself.',
  { reference: 'string', label: 'string', type: 'string', multiValued: 'boolean', apply: 'boolean' },
  (start) => {
    const settings = assign('Configuration', { baseUrl: EXAMPLE_ADDRESS });
    const baseUrl = settings.out('baseUrl');
    const [reference, label, type, multiValued] = outs(start, 'reference', 'label', 'type', 'multiValued');
    const attribute = { reference, label, type, multiValued };
    const trial = ask({ flow: NAME, baseUrl, action: ACTION, body: { ...attribute, dryRun: true }, take: TAKEN });
    const write = ask({ flow: NAME, baseUrl, action: ACTION, body: { ...attribute, dryRun: false }, take: TAKEN });
    const asked = choose(
      'Apply?',
      [start.out('apply'), '==', true],
      { go: 'boolean' },
      {
        ifTrue: { steps: [], gives: { go: trial.ok } },
        ifFalse: { steps: [], gives: { go: false } },
      },
    );
    const result = choose('Set Up or Show', [asked.out('go'), '==', true], RESULT, {
      ifTrue: { steps: write.steps, gives: resultOf(write, true) },
      ifFalse: { steps: [], gives: resultOf(trial, false) },
    });
    return [
      comment(
        'Click Test and fill in the fields like a form. With apply false the steps are shown and nothing is written.',
      ),
      settings,
      trial.steps,
      asked,
      result,
      returnValues(Object.fromEntries(Object.keys(RESULT).map((key) => [key, result.out(key)]))),
    ];
  },
);

export const setUpSyncedAttribute: Pack = {
  name: 'set_up_synced_attribute',
  title: 'Omni: Set Up a Synced Attribute',
  description:
    'One form: the attribute in Omni, in the Okta profile and in the Omni app, and the mapping between them.',
  flows: [setUp, callConnector, alert],
  tables: [connectorErrors],
  steps: ['The connector needs its Okta settings (docs/settings.md): it sets up Okta itself.'],
  use: [
    'Open **Set Up Synced Attribute**, click **Test**, fill in `reference`, `label`, `type` (`string` or `number`), `multiValued` and `apply`.',
    'First with `apply` false: `steps` shows what would be done. Then with `apply` true. What stays for a human has the status `manual`.',
  ],
};
