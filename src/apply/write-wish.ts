import { ConnectorError } from '../errors/connector-error.ts';
import type { OmniUser } from '../omni/scim.ts';
import type { Change } from '../push/changes.ts';
import type { Intent } from '../push/coerce.ts';
import { userNameKey } from '../push/user-name-key.ts';
import { recallUser } from '../store/recall-user.ts';
import { heldOf, UNKNOWN_VALUE } from '../store/user-values.ts';
import { closeIntent } from '../store/write-intents.ts';
import { accessJudge } from './access-judge.ts';
import { type Claimed, claimWish, isOurs, noteWrite } from './claim-wish.ts';
import type { ApplyContext } from './context.ts';
import { judgeLook } from './judge-look.ts';
import { type Lease, LeaseLost } from './lease.ts';
import { ownValues } from './look-at-user.ts';
import { shownValues } from './read-back.ts';
import { recordDoubt, recordWish } from './record-wish.ts';
import { inDoubt, sendChanges } from './send-changes.ts';
import { isSentAnyway, withSentAnyway } from './sent-anyway.ts';
import { settleOpenIntents } from './settle-intents.ts';
import { type SeenValues, type Wish, type WishResult, type Writing, widensOf } from './wish.ts';

/**
 * The user as seen under this lease, or read now: who bears another name by now is not the user who is meant.
 *
 * @throws ConnectorError USER_NOT_FOUND, USER_INACTIVE
 */
async function seenUser({ context, wish }: Writing): Promise<OmniUser> {
  const { id, userName } = wish.user;
  const user = wish.seen ?? (await context.omni.readUser(id));
  if (!user || userNameKey(user.userName) !== userNameKey(userName))
    throw new ConnectorError('USER_NOT_FOUND', { userName });
  if (!user.active) throw new ConnectorError('USER_INACTIVE', { userName });
  return user;
}

/** What is to be written by what is so now, and what the user was seen to hold, where they were looked at. */
interface Comparison {
  readonly changes: readonly Change[];
  readonly seen: SeenValues | undefined;
  /** What it was judged by. */
  readonly attributes: Wish['attributes'];
}

/**
 * Whether nothing of a user has moved since a plan was made. One that seems to be of later is of a clock set back;
 * where open writes were settled, also of an earlier try of this wish, the user was seen.
 */
function isFresh({ wish, known, lease }: Writing, asked: readonly Intent[], lookAt: number): boolean {
  if (wish.seen || lookAt > lease.since) return false;
  const isSo = ({ reference }: Intent): boolean => (known.get(reference) ?? UNKNOWN_VALUE).changedAt < lookAt;
  return asked.every((intent) => isSo(intent) && !wish.always && !isSentAnyway(known, intent, lookAt));
}

async function compare(writing: Writing, asked: readonly Intent[]): Promise<Comparison> {
  const { known, lease, wish } = writing;
  const { planned, attributes, remembers = true, always = false } = wish;
  const references = asked.map(({ reference }) => reference);
  if (planned && isFresh(writing, asked, planned.lookAt)) {
    const changes = planned.changes.filter(({ reference }) => references.includes(reference));
    return { changes, seen: undefined, attributes };
  }
  const user = await seenUser(writing);
  const shown = shownValues(user, attributes);
  const remembered = remembers ? heldOf(known) : new Map();
  const judged = await judgeLook(writing.context, { intents: asked, attributes, shown, remembered });
  const seen = ownValues(shown, remembered, references, judged.attributes);
  // The look is of under the lease.
  const isAnyway = (intent: Intent) => always || isSentAnyway(known, intent, lease.since);
  return { ...judged, changes: withSentAnyway(judged.changes, asked, shown, isAnyway), seen };
}

/** Sends what was claimed, and records what became of it. */
async function send(writing: Writing, claimed: Claimed, seen: SeenValues | undefined): Promise<WishResult> {
  const { context, lease, wish, earlier } = writing;
  const { user, attributes, verify } = wish;
  try {
    const sent = await sendChanges(context, lease, { user, changes: claimed.changes, attributes, verify });
    return await recordWish(writing, claimed, sent, seen);
  } catch (thrown) {
    if (thrown instanceof LeaseLost) {
      // Whoever has written meanwhile may also have settled this write, before it left.
      await noteWrite(context.database, writing, claimed.changes);
      throw new LeaseLost(true);
    }
    if (!(thrown instanceof ConnectorError) || thrown.code === 'STORE_UNAVAILABLE') throw thrown;
    // A refusal ends no doubt about an earlier try.
    const isInDoubt = earlier !== undefined || thrown.code === 'OMNI_WRITE_UNCERTAIN';
    if (isInDoubt) await recordDoubt(writing, claimed);
    else await closeIntent(context.database, wish.id, lease.fence);
    throw isInDoubt ? inDoubt(thrown) : thrown;
  }
}

async function claimAndSend(writing: Writing): Promise<WishResult> {
  const { context, wish, known, models, earlier } = writing;
  const asked = wish.intents.filter(({ reference }) => isOurs(writing, known, reference));
  const nothing = { changes: [], seen: undefined, attributes: wish.attributes };
  const { changes, seen, attributes } = asked.length > 0 ? await compare(writing, asked) : nothing;
  // Also what an earlier try may have sent: where that is in place, it is told with what it opens.
  const sent = [...changes, ...(earlier?.changes ?? wish.planned?.changes ?? [])];
  const named = sent.map(({ reference }) => reference);
  const access = named.length > 0 ? await accessJudge(context.database, named, models) : undefined;
  const judged = { ...writing, ...(access && { access }) };
  const claimed = await claimWish(judged, changes, seen);
  if (claimed.changes.length > 0) return await send({ ...judged, wish: { ...wish, attributes } }, claimed, seen);
  const { sentBefore, outcomes } = claimed;
  return { changes: sentBefore, outcomes, widens: widensOf(judged, sentBefore) };
}

/** As `writeWish`, once the open writes of the user are settled. */
export async function writeNow(writing: Writing): Promise<WishResult> {
  const result = await claimAndSend(writing);
  const lost = [...result.outcomes.values()].filter((outcome) => outcome === 'superseded').length;
  writing.context.metrics.placesLost.inc(lost);
  return result;
}

/**
 * Makes a wish true where no later one has been: what every write of users' values passes, on every path. Under the
 * user's lease it asks the order, notes the write before it leaves, and moves the order in the transaction that records
 * the outcome, so a crash in between is never silent and an older wish never replaces a newer one.
 *
 * @returns what became of each value that was asked for
 * @throws ConnectorError when nothing was written, or OMNI_WRITE_UNCERTAIN when nobody can tell; LeaseLost when
 *   somebody else may have written: begin anew
 */
export async function writeWish(context: ApplyContext, lease: Lease, wish: Wish): Promise<WishResult> {
  const { id, userName } = wish.user;
  const foundAs = wish.seen && userName;
  const { values: known, open, models } = await recallUser(context.database, { omniUserId: id, foundAs });
  // Somebody may write under an earlier name of the user, whose lease is another one.
  const isOld = [...known.values()].some(({ changedAt }) => changedAt > lease.since);
  const asked = isOld ? { ...wish, seen: undefined } : wish;
  if (open.length === 0) return await writeNow({ context, lease, wish: asked, known, models, earlier: undefined });
  // What others left open may have had its effect by now: only a look tells.
  const settled = await settleOpenIntents({ context, lease, asked, known }, open, writeNow);
  if (!settled) throw new ConnectorError('USER_NOT_FOUND', { userName });
  const earlier = open.find(({ id }) => id === wish.id);
  return await writeNow({ context, lease, wish: { ...wish, seen: settled.user }, known: settled.known, earlier });
}
