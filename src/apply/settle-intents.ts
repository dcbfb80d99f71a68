import { randomUUID } from 'node:crypto';
import type { OmniUser } from '../omni/scim.ts';
import type { AttributeValue } from '../push/attribute.ts';
import type { Change } from '../push/changes.ts';
import { sameValue, showsWanted } from '../push/compare.ts';
import { isLater, isSamePlace, type Place } from '../push/place.ts';
import { appendAudit } from '../store/audit.ts';
import type { Queries } from '../store/database.ts';
import { moveUserValues, readUserValues, UNKNOWN_VALUE, type UserValues } from '../store/user-values.ts';
import { closeIntent, noteIntent, type OpenIntent } from '../store/write-intents.ts';
import type { ApplyContext } from './context.ts';
import type { Lease } from './lease.ts';
import { shownValues } from './read-back.ts';
import type { Wish, WishResult, Writing } from './wish.ts';

/** A request that was sent cannot reach Omni, and be worked on, any later than this. */
export const LATE_MS = 30_000;

/** What a look tells about a write whose outcome nobody has recorded. */
interface Finding {
  readonly intent: OpenIntent;
  /** It had its effect, and nobody has written since. */
  readonly done: readonly Change[];
  /** It had its effect after a later wish had had its own: what that one asked for is gone. */
  readonly overwritten: readonly {
    readonly reference: string;
    readonly place: Place;
    readonly value: AttributeValue;
  }[];
}

function judge(
  intent: OpenIntent,
  values: UserValues,
  shown: ReadonlyMap<string, AttributeValue>,
  { attributes }: Pick<Wish, 'attributes'>,
): Finding {
  const isShown = ({ reference, after }: Change): boolean => {
    const attribute = attributes.get(reference);
    return attribute !== undefined && showsWanted(attribute, after, shown.get(reference) ?? []);
  };
  const visible = intent.changes.filter(isShown);
  const newest = (reference: string) => values.get(reference) ?? UNKNOWN_VALUE;
  return {
    intent,
    done: visible.filter(({ reference }) => isLater(intent.place, newest(reference).place)),
    overwritten: visible.flatMap(({ reference, after }) => {
      const { place, wished } = newest(reference);
      const isOlder = !isLater(intent.place, place) && !isSamePlace(intent.place, place);
      return isOlder && wished && !sameValue(wished, after) ? [{ reference, place, value: wished }] : [];
    }),
  };
}

/** Says in the audit log of a write that was cut off that it may have happened. */
export async function auditInterrupted(queries: Queries, { changes, ...who }: OpenIntent): Promise<void> {
  const { requestId, clientId, action, userName, omniUserId, at } = who;
  const entry = { requestId, clientId, action, userName, omniUserId, at, outcome: 'interrupted' } as const;
  await appendAudit(
    queries,
    changes.map((change) => ({ ...entry, ...change })),
  );
}

async function noteOrClose(queries: Queries, intent: OpenIntent): Promise<void> {
  if (intent.notedForMs !== null) {
    if (intent.notedForMs >= LATE_MS) await closeIntent(queries, intent.id);
  } else if (await noteIntent(queries, intent.id)) await auditInterrupted(queries, intent);
}

/** The values first, then the audit log: whoever else locks both does it in this order. */
async function recordFindings(queries: Queries, findings: readonly Finding[], ownId: string): Promise<void> {
  for (const { intent, done } of findings) {
    const moved = done.map(({ reference, after }) => ({ reference, wished: after, held: after, sent: true }));
    await moveUserValues(queries, intent.omniUserId, intent.place, moved);
  }
  for (const { intent } of findings) if (intent.id !== ownId) await noteOrClose(queries, intent);
}

/**
 * Settles writes of a user whose outcome nobody has recorded, by a look at the user: their writers were stalled, cut off,
 * or could not tell. What such a write has done takes its place in the order; where it came after a later wish, what that
 * one asked for is written again, so that Omni holds the newest wish's value in the end.
 *
 * @param asked the wish that is to be written next, and the user where they were seen under this lease
 * @param write writes without looking for open writes again; the audit names it "repair"
 * @returns the user as they are then; undefined: Omni no longer has them
 */
export async function settleOpenIntents(
  context: ApplyContext,
  lease: Lease,
  asked: Pick<Wish, 'id' | 'user' | 'attributes' | 'seen'>,
  open: readonly OpenIntent[],
  write: (writing: Writing) => Promise<WishResult>,
): Promise<OmniUser | undefined> {
  const { user, attributes } = asked;
  const seen = asked.seen ?? (await context.omni.readUser(user.id));
  const shown = seen && shownValues(seen, attributes);
  const values = (await readUserValues(context.database, [user.id])).get(user.id) ?? new Map();
  const findings = open.map((intent) =>
    shown ? judge(intent, values, shown, asked) : { intent, done: [], overwritten: [] },
  );
  await context.database.transaction(async (queries) => {
    await lease.renew(queries);
    await recordFindings(queries, findings, asked.id);
  });
  const lost = findings.flatMap(({ overwritten }) => overwritten);
  if (lost.length === 0 || !seen) return seen;
  context.log.warn({ requestId: context.requestId, values: lost.length }, 'an older write came late and is put right');
  for (const { reference, place, value } of lost) {
    const intents = [{ reference, value, coercedFrom: undefined }];
    const wish = {
      id: randomUUID(),
      user,
      place,
      intents,
      attributes,
      verify: true,
      seen,
      settle: async () => undefined,
    };
    await write({ context: { ...context, action: 'repair' }, lease, wish, earlier: undefined });
  }
  return await context.omni.readUser(user.id);
}
