import type { RequestHandler } from 'express';
import { sharedWork } from '../../http/shared-work.ts';
import { mappedReferences, omniAppAttributes, readsGroups, STALE_GROUPS } from '../../okta/omni-app-attributes.ts';
import { type Provisioning, readProvisioning } from '../../okta/provisioning.ts';
import type { ListAttributesOutput } from '../../schema/types.ts';
import type { Services } from '../../services.ts';
import { type Html, html } from '../html.ts';
import { sendPage } from '../layout.ts';
import { type Perform, partOf } from '../perform.ts';
import { shown, state, table } from '../views/parts.ts';

/** Okta is asked no more often, however many look. */
const FRESH_MS = 60_000;
const OKTA_MS = 15_000;

/** One attribute that Okta keeps for the Omni app. */
interface Synced {
  readonly reference: string;
  readonly variable: string;
  /** Empty: nothing feeds it. */
  readonly expression: string;
  readonly pushStatus: string;
}

interface OktaSetup {
  readonly synced: readonly Synced[];
  readonly provisioning: Provisioning;
}

async function readSetup({ okta, clock }: Services): Promise<OktaSetup> {
  const session = okta.session(clock.now() + OKTA_MS);
  const [schema, mapping, provisioning] = await Promise.all([
    session.appSchema(),
    session.mapping(),
    readProvisioning(session),
  ]);
  const mapped = new Map(mappedReferences(schema, mapping).map((one) => [one.reference, one]));
  const synced = omniAppAttributes(schema).map(({ reference, variable }) => ({
    reference,
    variable,
    expression: mapped.get(reference)?.expression ?? '',
    pushStatus: mapped.get(reference)?.pushStatus ?? '',
  }));
  return { synced: synced.toSorted((one, other) => (one.reference < other.reference ? -1 : 1)), provisioning };
}

/** What is still to do for one attribute, in words; empty when it is set up. */
function lacking({ expression }: Synced, isInOmni: boolean): string {
  return [
    isInOmni ? '' : 'Omni has no attribute of this reference.',
    expression === '' ? 'No mapping feeds it from the user’s profile.' : '',
    readsGroups(expression) ? STALE_GROUPS : '',
  ]
    .filter((one) => one !== '')
    .join(' ');
}

/** How far the attributes that come from Okta are set up, on both sides. */
export function setupPage(services: Services, perform: Perform): RequestHandler {
  const setup = sharedWork(FRESH_MS, services.clock, () => readSetup(services));
  const NO_OKTA = html`<p class="note">The connector does not read Okta: OKTA_ORG_URL and the settings after it are not set (docs/okta.md).</p>`;
  return async (_request, response) => {
    const page = (body: Html) => sendPage(response, { title: 'Set-up of synced attributes', section: 'setup', body });
    if (!services.okta.isConfigured) {
      page(NO_OKTA);
      return;
    }
    const [found, list] = await Promise.all([
      partOf(setup()),
      partOf(perform<ListAttributesOutput>(response, 'list-attributes', {})),
    ]);
    const inOmni = 'value' in list ? new Set(list.value.attributes.map(({ reference }) => reference)) : undefined;
    page(
      shown(found, ({ synced, provisioning }) => {
        const rows = synced.map((one) => {
          const lacks = lacking(one, inOmni?.has(one.reference) ?? true);
          return [
            one.reference,
            state(lacks === '' ? 'in order' : 'partly'),
            one.variable,
            one.expression,
            one.pushStatus,
            lacks,
          ];
        });
        return html`<p>${state(provisioning.isComplete ? 'in order' : 'not ok')} ${provisioning.detail}</p>
${table('Attributes that Okta keeps for the Omni app', ['Reference', 'State', 'Variable in Okta', 'Comes from', 'Okta’s push', 'What to look at'], rows)}
<p class="quiet">The action setup-synced-attribute, or the flow pack set_up_synced_attribute, sets one up.</p>`;
      }),
    );
  };
}
