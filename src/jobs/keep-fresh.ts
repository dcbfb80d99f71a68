import { shownValues } from '../apply/read-back.ts';
import { byReference } from '../push/diff.ts';
import { ownValue } from '../push/own-value.ts';
import type { Services } from '../services.ts';
import { stalestUser } from '../store/doubtful-values.ts';
import { listPushes } from '../store/list-pushes.ts';
import { forgetUserValues } from '../store/verified-values.ts';
import { saveVerifiedValuesOfUsers } from '../store/verified-values-page.ts';

const DAY_MS = 86_400_000;
/** How often to look whether there is something to read, and whether the budget is free. */
const LOOK_EVERY_MS = 2_000;
const BUSY = ['queued', 'running'] as const;

async function isBusy({ database }: Services): Promise<boolean> {
  for (const status of BUSY) if ((await listPushes(database, { status, limit: 1 })).length > 0) return true;
  return false;
}

/**
 * Reads the user whose remembered values are in doubt or oldest, so that the next push needs not to.
 *
 * @returns false when nothing was older than a day
 */
export async function refreshOne(services: Services): Promise<boolean> {
  const { database, clock, instance } = services;
  const stale = await stalestUser(database, clock.now() - DAY_MS);
  if (!stale) return false;
  const spare = { lane: 'bulk', deadline: Number.POSITIVE_INFINITY, expected: 1 } as const;
  await instance.withSession(spare, async (omni) => {
    const attributes = byReference(await omni.listAttributes());
    const user = await omni.readUser(stale.omniUserId);
    const shown = user && shownValues(user, attributes);
    const own = (reference: string) =>
      ownValue(shown?.get(reference) ?? [], attributes.get(reference)?.defaultValue ?? [], undefined);
    const values = new Map(
      stale.references.flatMap((one) => (shown && own(one) ? [[one, own(one) ?? []] as const] : [])),
    );
    await database.transaction(async (queries) => {
      // What cannot be told stays unknown: the next push reads it when it needs it.
      await forgetUserValues(queries, stale.omniUserId);
      await saveVerifiedValuesOfUsers(queries, [{ omniUserId: stale.omniUserId, values }], clock.now());
    });
  });
  return true;
}

/** Spends budget that nobody else wants on keeping remembered values fresh. @returns stops it */
export function keepFresh(services: Services): () => void {
  const { clock, log } = services;
  const stopped = new AbortController();
  const once = async (): Promise<boolean> => !(await isBusy(services)) && (await refreshOne(services));
  const run = async (): Promise<void> => {
    while (!stopped.signal.aborted) {
      const more = await once().catch((err: unknown) => {
        log.debug({ err }, 'remembered values could not be refreshed');
        return false;
      });
      if (!more) await clock.sleep(LOOK_EVERY_MS, stopped.signal).catch(() => undefined);
    }
  };
  void run();
  return () => stopped.abort();
}
