import type { OktaOrgState } from '../../../local/okta-org/okta-org-double.ts';
import type {
  ReportCoverageOutput,
  ReportDriftOutput,
  SetOktaValuesOutput,
  SetupSyncedAttributeInput,
  SetupSyncedAttributeOutput,
  SyncFromOktaOutput,
} from '../../schema/types.ts';
import { type CallAction, demand } from '../push/call-action.ts';
import { driftTable, stepTable } from './demo-okta-tables.ts';
import { type HeldValues, heldValues } from './held-values.ts';
import { readSample, type Sandbox } from './start-sandbox.ts';

/** samples/okta-guide.json */
export interface OktaGuide {
  readonly attribute: SetupSyncedAttributeInput;
  readonly values: Readonly<Record<string, string>>;
  readonly changedByHand: Readonly<Record<string, string>>;
  readonly leaves: string;
}

/** What the part of the demo with Okta has found. */
export interface OktaFacts {
  readonly guide: OktaGuide;
  readonly before: OktaOrgState;
  readonly after: OktaOrgState;
  readonly setUp: SetupSyncedAttributeOutput;
  readonly sync: SyncFromOktaOutput;
  readonly synced: HeldValues;
  readonly drift: ReportDriftOutput;
  readonly repair: SyncFromOktaOutput;
  readonly repaired: ReportDriftOutput;
  readonly coverage: ReportCoverageOutput;
}

/** Walks Omni's guide from nothing to a pushed value, then lets both sides drift, reports it and repairs it. */
export async function demoOkta(sandbox: Sandbox, call: CallAction, say: (text: string) => unknown): Promise<OktaFacts> {
  const { omni, oktaOrg } = sandbox;
  const guide: OktaGuide = JSON.parse(readSample('okta-guide.json'));
  const { reference } = guide.attribute;
  const asked = { references: [reference] };
  const before = oktaOrg.state;

  say(`\n8. Omni's guide for syncing an Okta attribute, as one call: ${reference} exists nowhere yet`);
  const setUp = await demand<SetupSyncedAttributeOutput>(call, 'setup-synced-attribute', guide.attribute);
  say(stepTable(setUp));

  say('\n9. Values in Okta, and from there to Omni');
  const rows = Object.entries(guide.values).map(([userName, value]) => ({ userName, values: { [reference]: value } }));
  const given = await demand<SetOktaValuesOutput>(call, 'set-okta-values', { rows });
  const sync = await demand<SyncFromOktaOutput>(call, 'sync-from-okta', asked);
  const synced = heldValues(omni);
  say(`Okta: ${given.message}\nOmni: ${sync.message}`);

  say('\n10. A value changed by hand in Omni, and somebody unassigned in Okta: what differs now');
  for (const [userName, value] of Object.entries(guide.changedByHand)) omni.setValue(userName, reference, value);
  oktaOrg.unassign(guide.leaves);
  const drift = await demand<ReportDriftOutput>(call, 'report-drift', asked);
  say(driftTable(drift));

  say('\n11. Repaired by a sync that also takes the values of those whom Okta no longer assigns');
  const repair = await demand<SyncFromOktaOutput>(call, 'sync-from-okta', { ...asked, clearLeftovers: true });
  const repaired = await demand<ReportDriftOutput>(call, 'report-drift', asked);
  const coverage = await demand<ReportCoverageOutput>(call, 'report-coverage', asked);
  say(`${repair.message} ${repaired.message}\n${coverage.message}`);
  return { guide, before, after: oktaOrg.state, setUp, sync, synced, drift, repair, repaired, coverage };
}
