import { writeUserValues } from '../../../src/apply/write-user-values.ts';
import { ConnectorError } from '../../../src/errors/connector-error.ts';
import { takePlace } from '../../../src/store/take-place.ts';
import type { Told } from '../model.ts';
import { contextOf } from './process.ts';
import type { Deed } from './scenario.ts';
import { NAMES, type Stage, valuesOf } from './stage.ts';
import { REFUSALS, toldByCall } from './told-by-call.ts';
import type { Replica } from './world.ts';

/** A call for a single user: of an event, or with a place that is taken now. What it was told is kept. */
export async function callFor(
  { common, users, calls, begun }: Stage,
  by: string,
  deed: Deed,
  replica: Replica,
  event?: { readonly id: string; readonly time: number },
): Promise<void> {
  const { world } = common;
  const context = contextOf(common, replica, by, 'set-user-values');
  const userName = NAMES[deed.user] ?? '';
  const values = valuesOf(deed);
  const references = Object.keys(values);
  const place = await takePlace(context.database, { userName, references, happenedAt: event?.time });
  begun.set(by, world.step);
  const from = calls.length;
  for (const [reference, text] of Object.entries(values)) {
    const value = text === null ? [] : [text];
    const asked = { by, user: users.get(userName) ?? '', reference, value, place, acceptedAt: world.step };
    // A process that dies tells nothing.
    calls.push({ ...asked, told: undefined, toldAt: Number.POSITIVE_INFINITY, eventId: event?.id });
  }
  const own = calls.slice(from);
  const tell = (toldOf: (reference: string) => Told) => {
    for (const one of own) calls[calls.indexOf(one)] = { ...one, told: toldOf(one.reference), toldAt: world.step };
  };
  const write = { userName, values, emptyText: 'error', dryRun: false } as const;
  try {
    const source = event ?? { id: undefined, time: undefined };
    const result = await writeUserValues({ ...context, place }, { ...write, event: source });
    world.tell(`${by} was told ${result.skippedReason} ${result.message}`);
    tell((reference) => toldByCall(result, reference));
  } catch (thrown) {
    tell(() => (thrown instanceof ConnectorError && REFUSALS.includes(thrown.code) ? 'refused' : undefined));
    throw thrown;
  }
}
