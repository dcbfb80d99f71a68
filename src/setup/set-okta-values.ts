import { auditedOkta } from '../apply/audited-okta.ts';
import type { ApplyContext } from '../apply/context.ts';
import { plural } from '../base/plural.ts';
import { ConnectorError } from '../errors/connector-error.ts';
import { isAssigned } from '../okta/app-users.ts';
import type { OktaSession } from '../okta/okta-org.ts';
import type { OktaUser } from '../okta/users.ts';
import { valueText } from '../push/attribute.ts';
import { userNameKey } from '../push/user-name-key.ts';
import type { SetOktaValuesOutput } from '../schema/types.ts';
import { contradictions, type OktaRow, type PlacedRow, rowsByUser } from './contradictions.ts';
import { type OktaChange, type OktaProfile, oktaChanges, readOktaRow } from './okta-row.ts';
import { oktaJson } from './okta-value.ts';
import { readSettable } from './settable.ts';

type Result = SetOktaValuesOutput['results'][number];
type ShownChange = SetOktaValuesOutput['changes'][number];

/** What became of a row, and the changes that it made or would make. */
interface Outcome {
  readonly result: Result;
  readonly changes: readonly ShownChange[];
}

/** A few at a time: Okta lets an org's programs send 35 to 75 requests at once, all of them together. */
const USERS_AT_ONCE = 4;
/** So that an answer stays far below the megabyte that a flow shows. */
const MAX_SHOWN_CHANGES = 200;
/** What one user takes at most when Okta is slow; with less time left a row is not begun. */
const ROW_MS = 3_000;

/** @throws ConnectorError OKTA_USER_NOT_FOUND, OKTA_USER_NOT_ASSIGNED */
async function findUser(okta: OktaSession, userName: string): Promise<OktaUser> {
  const user = await okta.user(userName);
  // Okta also takes ids, "me" and the part of a login before the @ there: none of them is what the caller named.
  if (!user || userNameKey(user.login) !== userNameKey(userName)) {
    throw new ConnectorError('OKTA_USER_NOT_FOUND', { userName });
  }
  const assignment = await okta.appUser(user.id);
  if (!assignment || !isAssigned(assignment)) throw new ConnectorError('OKTA_USER_NOT_ASSIGNED', { userName });
  return user;
}

/** @throws ConnectorError OKTA_VALUE_NOT_APPLIED when Okta's answer shows something else */
async function write(okta: OktaSession, { id }: OktaUser, changes: readonly OktaChange[]): Promise<void> {
  const json = changes.map(({ variable, property, value }) => [variable, oktaJson(variable, property, value)]);
  const { profile } = await okta.updateUser(id, Object.fromEntries(json));
  const missing = oktaChanges(changes, profile).map(({ variable }) => variable);
  if (missing.length > 0) throw new ConnectorError('OKTA_VALUE_NOT_APPLIED', { variables: missing.join(', ') });
}

const shownChange = ({ index, userName }: PlacedRow, { variable, before, value }: OktaChange): ShownChange => ({
  index,
  userName,
  variable,
  before: valueText(before),
  after: valueText(value),
});

async function setRow(okta: OktaSession, profile: OktaProfile, row: PlacedRow, dryRun: boolean): Promise<Outcome> {
  const intents = readOktaRow(profile, row.values);
  const user = await findUser(okta, row.userName);
  const changes = oktaChanges(intents, user.profile);
  const isChanged = changes.length > 0;
  if (isChanged && !dryRun) await write(okta, user, changes);
  const result: Result = {
    index: row.index,
    userName: row.userName,
    status: isChanged ? 'changed' : 'unchanged',
    verified: !(isChanged && dryRun),
    code: '',
    message: '',
    retryable: false,
  };
  return { result, changes: changes.map((change) => shownChange(row, change)) };
}

function failedRow({ index, userName }: PlacedRow, error: ConnectorError): Outcome {
  const { code, message, fix, retryable, details } = error.body('');
  const all = details.map((detail) => `${detail.path}: ${detail.message}`).join(' ');
  const text = `${message} ${details.length > 1 ? all : fix}`;
  return {
    result: { index, userName, status: 'failed', verified: false, code, message: text, retryable },
    changes: [],
  };
}

/**
 * Sets values of users in their Okta profiles: only of users of the Omni app, only what feeds Omni or what the settings
 * allow, only what is named, only where it differs, each read back from Okta's answer. Whatever is wrong with a row is
 * its result.
 *
 * @throws ConnectorError when Okta cannot be asked at all
 */
export async function setOktaValues(
  context: ApplyContext,
  rows: readonly OktaRow[],
  dryRun: boolean,
): Promise<SetOktaValuesOutput> {
  const okta = auditedOkta(context);
  const asked = rows.flatMap(({ values }) => Object.keys(values));
  const [schema, settable] = await Promise.all([okta.userSchema(), readSettable(context, okta, asked)]);
  const profile = { ...schema, settable };
  const outcomes: Outcome[] = [];

  const setOne = async (row: PlacedRow, contradicted: readonly string[]): Promise<Outcome> => {
    try {
      if (contradicted.length > 0) {
        throw new ConnectorError('ROW_CONTRADICTS', { userName: row.userName, references: contradicted.join(', ') });
      }
      if (context.clock.now() + ROW_MS > context.omni.deadline)
        throw new ConnectorError('OKTA_TOO_SLOW', { seconds: 1 });
      return await setRow(okta, profile, row, dryRun);
    } catch (thrown) {
      if (thrown instanceof ConnectorError) return failedRow(row, thrown);
      throw thrown;
    }
  };
  const waiting = rowsByUser(rows).values();
  const work = async (): Promise<void> => {
    for (const group of waiting) {
      const contradicted = contradictions(group);
      for (const row of group) outcomes[row.index] = await setOne(row, contradicted);
    }
  };
  await Promise.all(Array.from({ length: USERS_AT_ONCE }, work));
  return answer(outcomes, dryRun);
}

function answer(outcomes: readonly Outcome[], dryRun: boolean): SetOktaValuesOutput {
  const results = outcomes.map(({ result }) => result);
  const count = (status: Result['status']) => results.filter((one) => one.status === status).length;
  const [changedCount, unchangedCount, failedCount] = [count('changed'), count('unchanged'), count('failed')];
  const changed = dryRun ? 'would be changed' : 'changed';
  return {
    total: results.length,
    changedCount,
    unchangedCount,
    failedCount,
    message: `${plural(results.length, 'row')}: ${changedCount} ${changed}, ${unchangedCount} unchanged, ${failedCount} failed.`,
    dryRun,
    results,
    changes: outcomes.flatMap(({ changes }) => changes).slice(0, MAX_SHOWN_CHANGES),
  };
}
