import type { Sandbox } from '../../src/cli/sandbox/start-sandbox.ts';

/** Calls an action of a sandbox as a client. @throws Error when it is refused */
export async function callSandbox(sandbox: Sandbox, action: string, body: object): Promise<Record<string, unknown>> {
  const token = await sandbox.okta.signToken();
  const answer = await fetch(`${sandbox.connector.url}/v1/actions/${action}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  const text = await answer.text();
  if (!answer.ok) throw new Error(`${action}: ${answer.status} ${text}`);
  return JSON.parse(text);
}

/** Users of the local Omni, with a value for each. */
const rowsOf = ({ omni }: Sandbox, reference: string, value: string, count: number) =>
  omni.users
    .filter(({ active }) => active)
    .slice(0, count)
    .map(({ userName }) => ({ userName, values: { [reference]: value } }));

/** Pushes a value to some users, as a job. @returns its id */
export async function pushJob(
  sandbox: Sandbox,
  { reference, value, count, ...more }: { reference: string; value: string; count: number; maxChangedUsers?: number },
): Promise<string> {
  const rows = rowsOf(sandbox, reference, value, count);
  const { jobId } = await callSandbox(sandbox, 'push-users', { rows, mode: 'job', ...more });
  return String(jobId);
}
