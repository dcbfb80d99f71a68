import { expect } from '@jest/globals';
import type { Fault } from '../../../local/shared/fault-script.ts';
import { pushed, results } from '../../pushes/set-up.ts';
import type { Answer, ConnectorUnderTest } from '../../support/connector.ts';
import { until } from '../../support/until.ts';
import { expectTidy, held, ok } from '../set-up.ts';
import { TROUBLES, type Trouble } from './faults.ts';

/** How values are written. */
export const FLOWS = ['set-user-values', 'push-users', 'clear-user-values'] as const;
export type Flow = (typeof FLOWS)[number];

/** What each flow answered to each trouble, in the order of TROUBLES. */
export type World = Readonly<Record<Flow, readonly string[]>>;

const BEFORE = { region: 'emea', seats: 3, untouched: 'keep' };
const WISHED = { region: 'apac', seats: 12 };
const LATER = { region: 'amer', seats: 12 };
const NAMED = Object.keys(WISHED);

type Held = Readonly<Record<string, unknown>>;
const WISHES: Readonly<Record<Flow, Held>> = {
  'set-user-values': { ...BEFORE, ...WISHED },
  'push-users': { ...BEFORE, ...WISHED },
  'clear-user-values': { untouched: 'keep' },
};

/** Of these errors alone nobody can tell what Omni holds; every other one says that nothing was written. */
const IN_DOUBT = ['OMNI_WRITE_UNCERTAIN', 'VALUE_NOT_APPLIED'];

interface Cell {
  readonly flow: Flow;
  readonly trouble: Trouble;
  readonly userName: string;
  /** Ends the wait of a request that is held. */
  readonly release: () => void;
}

const isHeld = ({ trouble }: Cell): boolean => trouble.fault === 'held';
/** Who is met by no trouble: it must not spread. */
const BYSTANDERS = ['first@acme.example', 'last@acme.example'];

/** Adds the user of a cell and plans what they meet. */
function prepare({ omni }: ConnectorUnderTest, flow: Flow, trouble: Trouble, index: number): Cell {
  const userName = `${flow}-${index}@acme.example`;
  const { id } = omni.addUser({ userName, values: BEFORE });
  const gate = Promise.withResolvers<void>();
  const fault: Fault = trouble.fault === 'held' ? { kind: 'held', until: gate.promise } : trouble.fault;
  const path = `/api/scim/v2/Users/${id}`;
  // Where lists omit the values, the first read is the look before the write.
  const skip = omni.switches.listValues === 'omit' ? 1 : 0;
  omni.faults.plan(fault, trouble.meets === 'write' ? { method: 'PATCH', path } : { method: 'GET', path, skip });
  return { flow, trouble, userName, release: gate.resolve };
}

/** What an answer or a row claims. */
interface Claim {
  readonly text: string;
  /** Empty where it is no error. */
  readonly code: string;
  /** That Omni holds what was asked for. */
  readonly verified: boolean;
}

function claimOf({ status, body }: Answer): Claim {
  if (status !== 200) return { text: `${status} ${body.code}`, code: body.code, verified: false };
  const how = body.skippedReason || (body.verified ? 'verified' : 'not verified');
  return { text: body.changed ? how : `unchanged, ${how}`, code: '', verified: body.verified };
}

/** No claim says more than what is so. */
function judge(c: ConnectorUnderTest, cell: Cell, { text, code, verified }: Claim): string {
  const now = held(c, cell.userName);
  const what = `${cell.flow}, ${cell.trouble.meets} ${cell.trouble.title}: ${text}`;
  // While somebody else wants another value, this one may be there no longer.
  if (isHeld(cell)) expect([what, now]).toEqual([what, { ...WISHES[cell.flow], ...LATER }]);
  else if (verified) expect([what, now]).toEqual([what, WISHES[cell.flow]]);
  else if (code !== '' && !IN_DOUBT.includes(code)) expect([what, now]).toEqual([what, BEFORE]);
  else expect([BEFORE, WISHES[cell.flow]]).toContainEqual(now);
  return text;
}

const later = (c: ConnectorUnderTest, { userName }: Cell): Promise<Answer> =>
  c.call('set-user-values', { userName, values: LATER });

/** The later wish comes while the write of the earlier one is on its way. */
async function overtake(c: ConnectorUnderTest, cell: Cell): Promise<void> {
  const { userName, release } = cell;
  const { id = '' } = c.omni.findUser(userName) ?? {};
  await until(() => c.omni.log.count({ method: 'PATCH', path: new RegExp(id), fault: 'held' }) > 0);
  const accepted = (): Promise<unknown[]> =>
    c.connector.services.database.query('SELECT FROM connector.accepted_calls WHERE user_name_key = $1', [userName]);
  const before = (await accepted()).length;
  const answer = later(c, cell);
  await until(async () => (await accepted()).length > before);
  release();
  expect(ok(await answer)).toMatchObject({ verified: true });
}

const callOf = ({ flow, userName }: Cell): [action: Flow, input: object] =>
  flow === 'clear-user-values'
    ? [flow, { userName, references: NAMED }]
    : ['set-user-values', { userName, values: WISHED }];

async function playCall(c: ConnectorUnderTest, cell: Cell): Promise<string> {
  const [answer] = await Promise.all([c.call(...callOf(cell)), isHeld(cell) ? overtake(c, cell) : undefined]);
  return judge(c, cell, claimOf(answer));
}

/** One job of all its rows, between those of two whom nothing meets. */
async function playPush(c: ConnectorUnderTest, cells: readonly Cell[]): Promise<string[]> {
  const [first = '', last = ''] = BYSTANDERS;
  const names = [first, ...cells.map(({ userName }) => userName), last];
  const rows = names.map((userName) => ({ userName, values: WISHED }));
  const [job] = await Promise.all([
    pushed(c, rows, { verify: 'all' }),
    ...cells.filter(isHeld).map((cell) => overtake(c, cell)),
  ]);
  const [one, ...met] = await results(c, job.jobId);
  const other = met.pop();
  expect([one, other].map((row) => row?.status)).toEqual(['changed', 'changed']);
  for (const userName of BYSTANDERS) expect(held(c, userName)).toEqual({ ...BEFORE, ...WISHED });
  return cells.map((cell, index) => {
    const { status = '', code = '' } = met[index] ?? {};
    const verified = status === 'unchanged' || (status === 'changed' && code === '');
    return judge(c, cell, { text: `${status} ${code}`.trim(), code, verified });
  });
}

/** Every trouble in every flow on one Omni, then a later wish for everybody. */
export async function playWorld(c: ConnectorUnderTest): Promise<World> {
  for (const name of ['region', 'untouched']) c.omni.addAttribute({ name, label: name, type: 'String' });
  c.omni.addAttribute({ name: 'seats', label: 'Seats', type: 'Number' });
  for (const userName of BYSTANDERS) c.omni.addUser({ userName, values: BEFORE });
  const cellsOf = (flow: Flow): Cell[] => TROUBLES.map((trouble, index) => prepare(c, flow, trouble, index));
  const [sets, rows, clears] = [cellsOf('set-user-values'), cellsOf('push-users'), cellsOf('clear-user-values')];
  // One flow after the other: sixty calls at once would run out of their time.
  const pushes = await playPush(c, rows);
  const calls = await Promise.all(sets.map((cell) => playCall(c, cell)));
  const clearings = await Promise.all(clears.map((cell) => playCall(c, cell)));
  expect(c.omni.faults.pending).toBe(0);
  await Promise.all(sets.map(async (cell) => expect(ok(await later(c, cell))).toMatchObject({ verified: true })));
  for (const { userName } of sets) expect(held(c, userName)).toEqual({ ...BEFORE, ...LATER });
  await expectTidy(c, NAMED);
  return { 'set-user-values': calls, 'push-users': pushes, 'clear-user-values': clearings };
}
