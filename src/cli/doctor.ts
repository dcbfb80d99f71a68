import { createTokenGuard } from '../auth/token-guard.ts';
import { type Clock, systemClock } from '../base/clock.ts';
import { SettingsError } from '../config/setting-problems.ts';
import { readSettings, type Settings } from '../config/settings.ts';
import { testNotifications } from './doctor/check-notifications.ts';
import { badSettings } from './doctor/check-settings.ts';
import { examine } from './doctor/examine.ts';
import { explainToken } from './doctor/explain-token.ts';
import { areInOrder, type Finding, look } from './doctor/finding.ts';
import { type KnownFact, knownFacts } from './doctor/known-facts.ts';
import { findingsTable, table } from './doctor/show-findings.ts';
import { type AskOmni, withOmni } from './one-off-clients.ts';
import { say, sayJson } from './push/terminal.ts';
import { readEnvironment } from './read-environment.ts';

export interface DoctorOptions {
  readonly json?: boolean;
  /** An access token to explain, or `-`: it is on standard input. */
  readonly token?: string;
  /** A user and a reference to try a write on. */
  readonly writeTest?: readonly [userName: string, reference: string];
  /** Send a message to everybody who is told of things. */
  readonly testNotifications?: boolean;
}

/** All that there is to say; what `--json` prints. docs/doctor.md */
export interface Report {
  /** Nothing is wrong. */
  readonly ok: boolean;
  readonly findings: readonly Finding[];
  /** What Omni's descriptions leave open and this instance has told. */
  readonly facts: readonly KnownFact[];
}

const report = (findings: readonly Finding[], facts: readonly KnownFact[] = []): Report => ({
  ok: areInOrder(findings),
  findings,
  facts,
});

/** What the instance tells of itself; that it does not tell is no fault. */
async function tellFacts(
  settings: Settings,
  findings: readonly Finding[],
  askOmni: AskOmni,
  clock: Clock,
): Promise<Report> {
  // A key that is refused would be asked again and again.
  const good = settings.omniKeys.filter((_, index) =>
    findings.some(({ check, state }) => check === `Omni key ${index + 1}` && state !== 'wrong'),
  );
  if (good.length === 0) return report(findings);
  let facts: readonly KnownFact[] = [];
  const found = await look('Omni facts', async () => {
    facts = await knownFacts({ ...settings, omniKeys: good }, askOmni, clock.now());
    return `${facts.length} things that Omni's descriptions leave open are known of this instance.`;
  });
  // Nothing that is needed hangs on it.
  const state = found.state === 'wrong' ? 'unsure' : found.state;
  return report([...findings, { ...found, state }], facts);
}

/** Looks at everything that the connector needs and changes nothing. */
export async function diagnose(environment: NodeJS.ProcessEnv, clock: Clock = systemClock): Promise<Report> {
  let settings: Settings;
  try {
    settings = readSettings(environment);
  } catch (thrown) {
    if (!(thrown instanceof SettingsError)) throw thrown;
    return report(badSettings(thrown));
  }
  return await withOmni(settings, async (askOmni) =>
    tellFacts(settings, await examine(settings, environment, askOmni, clock), askOmni, clock),
  );
}

async function readInput(): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of process.stdin) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}

function show({ findings, facts }: Report): void {
  say(findingsTable(findings));
  if (facts.length === 0) return;
  say(
    table(
      ['of this Omni', 'is', 'learned'],
      [26, 16, 28],
      facts.map(({ fact, value, learnedAt }) => [fact, value, learnedAt]),
    ),
  );
}

async function tokenReport(environment: NodeJS.ProcessEnv, token: string, json: boolean): Promise<number> {
  const settings = readEnvironment(environment);
  const { oktaIssuer: issuer, oktaAudience: audience, oktaClientIds: clientIds } = settings;
  const guard = createTokenGuard({ issuer, audience, clientIds, clock: systemClock });
  await guard.start();
  guard.stop();
  const given = token === '-' ? await readInput() : token;
  const explained = await explainToken(given, settings, guard, systemClock.now());
  if (json) sayJson(explained);
  else {
    say(findingsTable(explained.findings));
    const rows = explained.actions.map(({ action, needs }) => [
      action,
      needs.length === 0 ? 'may' : `lacks ${needs.join(', ')}`,
    ]);
    if (rows.length > 0) say(table(['by its scopes', ''], [28, 60], rows));
  }
  return explained.ok ? 0 : 1;
}

/**
 * Looks at everything that the connector needs, or explains a token, or tries a write or the notifications; prints what
 * it has found.
 *
 * @returns the exit code: 0 when nothing is wrong
 */
export async function doctor(environment: NodeJS.ProcessEnv, options: DoctorOptions = {}): Promise<number> {
  const { json = false, token, writeTest, testNotifications: wantsMessages = false } = options;
  if (token !== undefined) return await tokenReport(environment, token, json);
  const findings = async (): Promise<readonly Finding[] | undefined> => {
    if (wantsMessages) return await testNotifications(readEnvironment(environment));
    if (!writeTest) return undefined;
    return await (await import('./doctor/run-write-test.ts')).writeTestFindings(environment, writeTest);
  };
  const found = await findings();
  const told = found ? report(found) : await diagnose(environment);
  if (json) sayJson(told);
  else show(told);
  return told.ok ? 0 : 1;
}
