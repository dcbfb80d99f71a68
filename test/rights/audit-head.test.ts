import { expect, test } from '@jest/globals';
import { readAuditHead } from '../../src/store/audit-head.ts';
import { ok } from '../flows/set-up.ts';
import { type ConnectorUnderTest, useConnector } from '../support/connector.ts';

const start = useConnector();

const heads = ({ logLines }: ConnectorUnderTest): string[] =>
  logLines.map((line) => JSON.parse(line)).flatMap(({ auditHead }: { auditHead?: string }) => auditHead ?? []);

test('the end of the audit log is in the log at the start and at the stop, and in the metrics', async () => {
  const c = await start();
  ok(await c.call('ensure-attribute', { reference: 'region', label: 'Region', type: 'string' }));
  const { seq, hash } = await readAuditHead(c.connector.services.database);
  const { text } = await c.send('GET', '/metrics');
  expect(text).toContain(`okta_workflows_omni_audit_head_seq ${seq}\n`);
  expect(text).toContain(`okta_workflows_omni_audit_head_info{hash="${hash.slice(0, 12)}"} 1\n`);
  await c.connector.close();
  expect(seq).toBeGreaterThan(0);
  expect([heads(c)[0], heads(c).at(-1)]).toEqual([`0:${'0'.repeat(64)}`, `${seq}:${hash}`]);
});
