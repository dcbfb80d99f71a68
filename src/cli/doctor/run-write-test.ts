import { randomUUID } from 'node:crypto';
import { testWrite, type WriteTestResult } from '../../apply/write-test.ts';
import { NotTestable } from '../../apply/write-testable.ts';
import { OWN_CLIENTS } from '../../auth/own-clients.ts';
import { FORM_FACTS } from '../../omni/patch-facts.ts';
import type { Services } from '../../services.ts';
import { DataDirInUse } from '../../store/data-dir-lock.ts';
import { rememberFacts } from '../../store/omni-facts.ts';
import { localConnector } from '../push/local-engine.ts';
import { tell } from '../push/terminal.ts';
import { type Finding, look, Wrong } from './finding.ts';

/** Two forms, each read back, and the value put back: a dozen requests, and the lease of somebody who is busy. */
const PATIENCE_MS = 300_000;

const NAMES = { 'no-path': 'PATCH: no path', 'colon-path': 'PATCH: colon path' } as const;
const SAYS = { works: 'works', refused: 'is refused (400)', ignored: 'is accepted and has no effect' } as const;

/** Whom and what to try it on. */
interface Target {
  readonly userName: string;
  readonly reference: string;
}

/** Runs the test as an action runs, and remembers what it has shown. */
async function run(services: Services, target: Target): Promise<WriteTestResult> {
  const { clock, instance, database, settings } = services;
  const call = { lane: 'interactive', deadline: clock.now() + PATIENCE_MS, expected: 12 } as const;
  const who = {
    caller: { clientId: OWN_CLIENTS.commandLine },
    requestId: randomUUID(),
    action: 'doctor',
    resumed: false,
  };
  const result = await instance.withSession(call, (omni) => testWrite({ ...services, omni, ...who }, target));
  const { forms, filterValues } = result;
  const shown = {
    [FORM_FACTS['no-path']]: forms['no-path'],
    [FORM_FACTS['colon-path']]: forms['colon-path'],
    filterValues,
  };
  await rememberFacts(database, settings.omniOrigin, shown);
  return result;
}

function explain({ userName, reference }: Target, { forms, filterValues, isRestored }: WriteTestResult): Finding[] {
  const formFindings = (['no-path', 'colon-path'] as const).map((form) => ({
    check: NAMES[form],
    state: forms[form] === 'works' ? ('ok' as const) : ('unsure' as const),
    found: `It ${SAYS[forms[form]]}.`,
    fix: forms[form] === 'works' ? '' : 'Nothing to do where the other one works: the connector goes by that.',
  }));
  const works = formFindings.some(({ state }) => state === 'ok');
  return [
    ...formFindings,
    ...(works
      ? []
      : [
          {
            check: 'Write',
            state: 'wrong' as const,
            found: 'No form of PATCH has an effect.',
            fix: 'Try another user and attribute; if that fails too, ask Omni whether values of users can be set over SCIM on this instance.',
          },
        ]),
    { check: 'Search', state: 'ok', found: `A search for a user has values ${filterValues}.`, fix: '' },
    isRestored
      ? { check: 'Value', state: 'ok', found: `${reference} of ${userName} is what it was.`, fix: '' }
      : {
          check: 'Value',
          state: 'unsure',
          found: `Somebody has set ${reference} of ${userName} meanwhile: that counts.`,
          fix: 'Nothing.',
        },
  ];
}

/** Runs work that a signal must not cut off. */
async function heldBack<T>(work: () => Promise<T>): Promise<T> {
  const hold = (): void => tell('The value is being put back first.');
  const signals = ['SIGINT', 'SIGTERM'] as const;
  for (const signal of signals) process.on(signal, hold);
  try {
    return await work();
  } finally {
    for (const signal of signals) process.off(signal, hold);
  }
}

/** Finds which form of PATCH this instance takes, on one value of one user, and puts the value back. */
export async function runWriteTest(services: Services, target: Target): Promise<Finding[]> {
  try {
    return explain(target, await heldBack(() => run(services, target)));
  } catch (thrown) {
    const fix = 'Name another user or attribute, best ones that were made for this.';
    const why = thrown instanceof NotTestable ? new Wrong(`Nothing was tried: ${thrown.message}.`, fix) : thrown;
    return [await look('Write', () => Promise.reject(why))];
  }
}

/** The same with a connector inside of this process. */
export async function writeTestFindings(
  environment: NodeJS.ProcessEnv,
  [userName, reference]: readonly [userName: string, reference: string],
): Promise<Finding[]> {
  const { services, close } = await localConnector(environment).catch((thrown: unknown) => {
    if (thrown instanceof DataDirInUse) throw new Error(`${thrown.message} Stop the connector for the test.`);
    throw thrown;
  });
  try {
    return await runWriteTest(services, { userName, reference });
  } finally {
    await close();
  }
}
