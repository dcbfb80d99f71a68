import { plural } from '../base/plural.ts';
import { ConnectorError } from '../errors/connector-error.ts';
import type { Widening } from '../models/widenings.ts';
import type { Attribute } from '../push/attribute.ts';
import type { EmptyText } from '../push/coerce.ts';
import { readIntents } from '../push/intents.ts';
import { valueWarnings } from '../push/value-warnings.ts';
import { databaseNow, heldOf, valuesOfUser } from '../store/user-values.ts';
import { accessJudge } from './access-judge.ts';
import type { ApplyContext } from './context.ts';
import { type EffectiveValue, effectiveValues } from './effective-values.ts';
import { explainOktaPush } from './explain-okta-push.ts';
import { judgeLook } from './judge-look.ts';
import { knownAttributes } from './known-attributes.ts';
import { shownValues } from './read-back.ts';
import { isSentAnyway, withSentAnyway } from './sent-anyway.ts';
import { shownChange } from './write-result.ts';

type StepName =
  | 'omni-reachable'
  | 'references-known'
  | 'values-fit'
  | 'user-found'
  | 'user-active'
  | 'values-shown'
  | 'write-needed'
  | 'widens'
  | 'okta-push'
  | 'okta-source';

interface Step {
  step: StepName;
  ok: boolean;
  detail: string;
}

/** A step that is not in order ends the walk; its error says why and what to do. */
class Stopped extends Error {}

const words = (error: ConnectorError): string => {
  const { message, fix, details } = error.body('');
  const all = details.length > 1 ? ` ${details.map((detail) => `${detail.path}: ${detail.message}`).join(' ')}` : '';
  return `${message}${all} ${fix}`;
};

/** Omni lists its own attributes beside those that an org has made; nobody writes the former. */
function attributesText(all: readonly Attribute[]): string {
  const made = all.filter(({ system }) => !system).length;
  return `Omni answers and shows ${plural(made, 'user attribute')}, beside ${all.length - made} of its own.`;
}

const warned = (...read: Parameters<typeof valueWarnings>): string[] =>
  valueWarnings(...read).map(({ message }) => `Warning: ${message}`);

const widensDetail = (widens: readonly Widening[], note: string): string =>
  [
    widens.length > 0
      ? `More than the rows of the values would be seen: ${widens.map((one) => `${one.reference}: ${one.reason}`).join('; ')}.`
      : 'Nothing more than the rows of the values would be seen, as far as is known.',
    note,
  ]
    .join(' ')
    .trim();
/** What Okta tells about the user. */
interface ToldByOkta {
  /** Where a sync takes the values of these references from. */
  source(references: readonly string[]): Promise<Omit<Step, 'step'>>;
  /** Why Omni has nobody of that name; undefined where Okta does not know. */
  missing(): Promise<ConnectorError | undefined>;
}

/**
 * What a write of these values to this user would meet, step by step, up to the first step that is not in order.
 *
 * @param byOkta what Okta tells; left out where it is not set up
 */
export async function explainUser(
  context: Pick<ApplyContext, 'omni' | 'database' | 'okta' | 'clock'>,
  asked: { userName: string; values: Readonly<Record<string, unknown>>; emptyText: EmptyText },
  byOkta?: ToldByOkta,
) {
  const { userName, values, emptyText } = asked;
  const steps: Step[] = [];
  let effective: EffectiveValue[] = [];
  const walk = async <T>(step: StepName, work: () => T | Promise<T>, detail: (result: T) => string): Promise<T> => {
    try {
      const result = await work();
      steps.push({ step, ok: true, detail: detail(result) });
      return result;
    } catch (thrown) {
      if (!(thrown instanceof ConnectorError)) throw thrown;
      steps.push({ step, ok: false, detail: words(thrown) });
      throw new Stopped();
    }
  };

  const missing = async (): Promise<never> => {
    throw (await byOkta?.missing()) ?? new ConnectorError('USER_NOT_FOUND', { userName });
  };
  const explain = async () => {
    const references = Object.keys(values);
    const attributes = await walk(
      'omni-reachable',
      () => knownAttributes(context, references),
      (all) => attributesText([...all.values()]),
    );
    const nulls = Object.fromEntries(references.map((reference) => [reference, null]));
    await walk(
      'references-known',
      () => readIntents(attributes, nulls, 'error'),
      () => 'Every reference is known.',
    );
    const intents = await walk(
      'values-fit',
      () => readIntents(attributes, values, emptyText),
      (read) => ['Every value fits its attribute.', ...warned(read, attributes)].join(' '),
    );
    const at = await databaseNow(context.database);
    const user = await walk(
      'user-found',
      async () => (await context.omni.findUser(userName)) ?? missing(),
      (found) => `Omni has the user ${found.userName}.`,
    );
    await walk(
      'user-active',
      () => user.active || inactive(),
      () => 'The user is active.',
    );
    const shown = shownValues(user, attributes);
    const hidden = 'Omni does not show the values of this user: a write would send all of them, unverified.';
    steps.push({ step: 'values-shown', ok: !!shown, detail: shown ? 'Omni shows the values of this user.' : hidden });
    const known = await valuesOfUser(context.database, user.id);
    const remembered = heldOf(known);
    effective = effectiveValues(attributes, shown, remembered);
    const judged = await judgeLook(context, { intents, attributes, shown, remembered });
    const judgedBy = judged.attributes;
    const changes = withSentAnyway(judged.changes, intents, shown, (intent) => isSentAnyway(known, intent, at));
    const count = changes.length === 1 ? '1 value' : `${changes.length} values`;
    const detail = changes.length > 0 ? `${count} would be written.` : 'Every value is already in place.';
    steps.push({ step: 'write-needed', ok: true, detail });
    const access = await accessJudge(context.database, references);
    const widens = access.widens(changes, judgedBy, shown !== undefined);
    steps.push({ step: 'widens', ok: widens.length === 0, detail: widensDetail(widens, access.note) });
    if (references.length > 0) steps.push({ step: 'okta-push', ...(await explainOktaPush(context, references)) });
    if (byOkta) steps.push({ step: 'okta-source', ...(await byOkta.source(references)) });
    return { changes, widens };
  };
  const inactive = (): never => {
    throw new ConnectorError('USER_INACTIVE', { userName });
  };

  const { changes, widens } = await explain().catch((thrown: unknown) => {
    if (thrown instanceof Stopped) return { changes: [], widens: [] };
    throw thrown;
  });
  const shownChanges = changes.map((change) => shownChange(change, 'not-sent'));
  const shownEffective = effective.map((one) => ({ ...one, values: [...one.values] }));
  return { steps, wouldChange: changes.length > 0, changes: shownChanges, widens, effective: shownEffective };
}
