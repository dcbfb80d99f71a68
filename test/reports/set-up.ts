import { expect } from '@jest/globals';
import type { ReportCoverageOutput, ReportDriftOutput, ReportUsageOutput } from '../../src/schema/types.ts';
import { writeCount } from '../flows/set-up.ts';
import { OMNI, oktaWrites } from '../okta-flows/set-up.ts';
import type { Answer, ConnectorUnderTest } from '../support/connector.ts';
import { until } from '../support/until.ts';

export const ADA = 'ada@acme.example';
export const BEN = 'ben@acme.example';
export const CLEO = 'cleo@acme.example';

/** Two kinds of Omni that may exist. */
export const INSTANCES = [
  ['lists show the values', { listValues: 'include' }],
  ['lists leave the values out', { listValues: 'omit' }],
] as const;

const VARIABLES = { region: 'string', seats: 'string', tier: 'string' } as const;

/** Three attributes on both sides, each mapped from the Okta profile attribute of the same name. */
export function seed({ omni, oktaOrg }: ConnectorUnderTest): void {
  omni.addAttribute({ name: 'region', label: 'Region', type: 'String' });
  omni.addAttribute({ name: 'seats', label: 'Seats', type: 'Number' });
  omni.addAttribute({ name: 'tier', label: 'Tier', type: 'String', default_value: 'none' });
  for (const [variable, type] of Object.entries(VARIABLES)) {
    oktaOrg.addUserAttribute(variable, { title: variable, type });
    const names = { externalName: variable, externalNamespace: OMNI };
    oktaOrg.addAppAttribute(variable, { title: variable, type, scope: 'NONE', ...names });
    oktaOrg.setMapping(variable, { expression: `user.${variable}`, pushStatus: 'PUSH' });
  }
}

/** A user who is in Omni and assigned in Okta, with these values on each side. */
export function addBoth(
  { omni, oktaOrg }: ConnectorUnderTest,
  login: string,
  okta: Record<string, string>,
  inOmni: Record<string, string | number> = okta,
): void {
  const { id } = omni.addUser({ userName: login, values: inOmni });
  oktaOrg.addUser({ login, profile: okta });
  oktaOrg.assign(login, { externalId: id });
}

type Report = ReportDriftOutput | ReportCoverageOutput | ReportUsageOutput;

/** Follows a report to its end. */
async function ended<Output extends Report>(c: ConnectorUnderTest, action: string, body: object): Promise<Output> {
  let answer: Answer = await c.call(action, body);
  const look = async () => {
    answer = await c.call(action, { ...body, reportId: answer.body.reportId });
  };
  await until(() => answer.status !== 202, look);
  expect(answer).toMatchObject({ status: 200, body: { status: 'done' } });
  return answer.body;
}

export const drift = (c: ConnectorUnderTest, body: object = {}): Promise<ReportDriftOutput> =>
  ended(c, 'report-drift', body);
export const coverage = (c: ConnectorUnderTest, body: object = {}): Promise<ReportCoverageOutput> =>
  ended(c, 'report-coverage', body);

export const usage = (c: ConnectorUnderTest, body: object = {}): Promise<ReportUsageOutput> =>
  ended(c, 'report-usage', body);

/** The rows of a drift report in short. */
export const short = ({ rows }: ReportDriftOutput): string[] =>
  rows.map(({ userName, reference, kind }) => `${userName} ${reference} ${kind}`.replace('  ', ' '));

/** What must hold after every report: nothing was written on either side, and nothing of it is left but its rows. */
export async function expectOnlyRead(c: ConnectorUnderTest): Promise<void> {
  expect(writeCount(c)).toBe(0);
  expect(oktaWrites(c)).toBe(0);
  const { database } = c.connector.services;
  for (const table of [
    'job_okta_users',
    'job_okta_groups',
    'job_omni_users',
    'job_models',
    'push_rows',
    'write_intents',
  ]) {
    expect(await database.query(`SELECT * FROM connector.${table}`)).toEqual([]);
  }
}
