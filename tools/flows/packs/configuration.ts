import { type HelperFlow, outs, type Value } from '../card.ts';
import { choose } from '../cards/decisions.ts';
import { assign, construct } from '../cards/objects.ts';
import { readUser } from '../cards/okta-cards.ts';
import { comment } from '../cards/other-cards.ts';
import { returnValues } from '../cards/return-values.ts';
import { helperFlow } from '../flow.ts';
import { EXAMPLE_ADDRESS } from './example-address.ts';

const EXPLANATION = `What is yours to decide is in this flow.

1. Card Configuration: the address of your connector, and the rest that is written there.
2. Inside the card With a User?, card Read User: choose the attributes of the Okta profile that you push.
3. Beside it, card Mapping: one field per Omni attribute, named like its reference, with the Okta attribute dragged onto it.
4. The name in Omni is the primary email, as Omni's guide sets the app. Where the user name of your Omni app is another attribute, choose that on Read User and drag it onto userName of the card Return below Mapping.`;

/** What a readme says of this flow. */
export const CONFIGURATION_STEPS: readonly string[] = [
  'In **Configuration**, inside the card **With a User?**, choose on **Read User** the attributes of the Okta profile that you push, and give **Mapping** one field per Omni attribute, named like its reference. As it comes, `department` goes to `blob_entity`.',
  "The user's name in Omni is their **Primary email**, as Omni's guide sets the app in Okta. Where **Application username format** of your Omni app says something else, choose that attribute on **Read User**, and drag it onto `userName` of the card **Return** that stands after **Mapping**.",
  '`emptyText` of the card Configuration says what an attribute that is empty in Okta means: `clear` takes the value out of Omni, `ignore` leaves it alone, `error` refuses the push.',
];

/**
 * The one flow that an admin edits: settings, and which Okta attribute feeds which Omni reference.
 * Called without a user it gives the settings alone.
 */
export const configurationFlow = (settings: Readonly<Record<string, Value>>): HelperFlow =>
  helperFlow(
    'Configuration',
    'The settings, the user as Okta has them, and the values to push.',
    { userId: 'string' },
    (start) => {
      const configuration = assign('Configuration', { baseUrl: EXAMPLE_ADDRESS, ...settings });
      const user = readUser('Read User', start.out('userId'), ['email', 'department']);
      const mapping = construct('Mapping', { blob_entity: user.out('department') });
      const values = choose(
        'With a User?',
        [start.out('userId'), 'is not empty', ''],
        { userName: 'string', values: 'object' },
        {
          ifTrue: { steps: [user, mapping], gives: { userName: user.out('email'), values: mapping.out('output') } },
          ifFalse: { steps: [], gives: { userName: '', values: {} } },
        },
      );
      const [userName, pushed] = outs(values, 'userName', 'values');
      const given = Object.keys(settings).map((key) => [key, configuration.out(key)] as const);
      return [
        comment(EXPLANATION),
        configuration,
        values,
        returnValues({ baseUrl: configuration.out('baseUrl'), ...Object.fromEntries(given), userName, values: pushed }),
      ];
    },
  );
