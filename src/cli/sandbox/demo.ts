import { SingleBar } from 'cli-progress';
import { Secret } from '../../base/secret.ts';
import type { CreateAttributeInput, EnsureAttributesOutput, SetUserValuesOutput } from '../../schema/types.ts';
import { verifyAudit } from '../../store/verify-audit.ts';
import type { CallAction } from '../push/call-action.ts';
import { remoteEngine } from '../push/remote-engine.ts';
import { accessPromises } from './access-promises.ts';
import { demoAccess } from './demo-access.ts';
import { demoHook } from './demo-hook.ts';
import { demoOkta, type OktaGuide } from './demo-okta.ts';
import { demoPolicy } from './demo-policy.ts';
import { demoPush } from './demo-push.ts';
import { attributeTable, promiseTable, summaryTable, userTable } from './demo-tables.ts';
import { heldValues } from './held-values.ts';
import { oktaPromises } from './okta-promises.ts';
import { type Promised, promises } from './promises.ts';
import { pushPromises } from './push-promises.ts';
import type { RowResult } from './row-result.ts';
import { readSampleUsers, type SampleUser } from './sample-users.ts';
import { readSample, type Sandbox } from './start-sandbox.ts';

const setValues = (call: CallAction, { userName, values }: SampleUser) =>
  call<SetUserValuesOutput>('set-user-values', { userName, values, emptyText: 'ignore' });

async function pushAll(call: CallAction, rows: readonly SampleUser[], title: string): Promise<RowResult[]> {
  const bar = new SingleBar({
    format: `${title} [{bar}] {value}/{total} users, {duration_formatted}`,
    stream: process.stdout,
    noTTYOutput: true,
    notTTYSchedule: 5_000,
    clearOnComplete: false,
  });
  bar.start(rows.length, 0);
  const results: RowResult[] = [];
  for (const row of rows) {
    results.push({ row, answer: await setValues(call, row) });
    bar.increment();
  }
  bar.stop();
  return results;
}

/**
 * Does the main job on samples/ through the connector's own HTTP routes: ensures the attributes, sets the values of the
 * users of a messy export, does it again, plans, pushes and undoes the next export, sets an attribute up in Okta,
 * syncs, reports and repairs drift, applies a policy, lets Okta tell of changes, shows what values open, and checks the
 * results in the local Omni and the local Okta themselves.
 *
 * @returns the exit code: 0 when everything is as promised
 */
export async function demo(sandbox: Sandbox, say: (text: string) => unknown): Promise<number> {
  const engine = remoteEngine({
    url: sandbox.connector.url,
    issuer: sandbox.okta.issuer,
    clientId: sandbox.client.id,
    clientSecret: new Secret(sandbox.client.secret),
  });
  const { call } = engine;
  const attributes: CreateAttributeInput[] = JSON.parse(readSample('attributes.json'));
  const rows = await readSampleUsers('users.csv', attributes);
  const { omniRequestsPerMinute } = sandbox.connector.services.settings;
  say(
    `The local Omni takes ${omniRequestsPerMinute} requests a minute, so that this takes seconds; Omni takes 60 per key.\n`,
  );

  say('1. The attributes of samples/attributes.json');
  const ensured = await call<EnsureAttributesOutput>('ensure-attributes', { attributes });
  say(attributeTable(ensured));

  say(`\n2. The values of the ${rows.length} users of samples/users.csv; blank cells are left alone`);
  const first = await pushAll(call, rows, 'pushing');
  say(userTable(first));
  say(summaryTable(first));

  say('\n3. The same again, which must change nothing');
  const second = await pushAll(call, rows, 'repeating');

  const held = heldValues(sandbox.omni);
  const expected = JSON.parse(readSample('expected.json'));
  // Without the attributes there is nothing to push.
  const pushChecks =
    'output' in ensured && ensured.output.failedCount === 0
      ? pushPromises(await demoPush(sandbox, call, attributes, say), expected.next)
      : [];
  // Where the set-up does not come to its end, its steps have said why.
  const oktaChecks = await demoOkta(sandbox, call, say)
    .then(oktaPromises)
    .catch((thrown: Error) => [{ promise: 'The guide can be walked.', kept: false, found: thrown.message }]);

  const unmade = (promise: string) => (thrown: Error) => [{ promise, kept: false, found: thrown.message }];
  const policyChecks = await demoPolicy.planAndApply(sandbox, engine, say).catch(unmade('The policy can be applied.'));
  const { reference } = (JSON.parse(readSample('okta-guide.json')) as OktaGuide).attribute;
  const hookChecks = await demoHook(sandbox, reference, say).catch(unmade('The hook can be set up.'));
  const groupChecks = await demoPolicy.changeGroup(sandbox, say).catch(unmade('Groups can be followed.'));

  const accessChecks = await demoAccess(sandbox, call, attributes, say)
    .then(accessPromises)
    .catch(unmade('What a value opens can be shown.'));

  say('\n18. What was promised, checked in the local Omni and the local Okta themselves');
  const audit = await verifyAudit(sandbox.database);
  const checks: Promised[] = [
    ...promises({ sandbox, ensured, first, second, held, audit, expected }),
    ...pushChecks,
    ...oktaChecks,
    ...policyChecks,
    ...hookChecks,
    ...groupChecks,
    ...accessChecks,
  ];
  say(promiseTable(checks));
  return checks.every(({ kept }) => kept) ? 0 : 1;
}
