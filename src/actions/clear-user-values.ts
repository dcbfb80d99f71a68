import { sourceEvent } from '../apply/source-event.ts';
import { writeOrQueue } from '../pushes/write-or-queue.ts';
import type { ClearUserValuesInput, ClearUserValuesOutput } from '../schema/types.ts';
import { defineAction } from './action.ts';

/** Removes values of one user, who then falls back to the defaults of those attributes. */
export default defineAction<ClearUserValuesInput, ClearUserValuesOutput>({
  name: 'clear-user-values',
  title: 'Clear User Values',
  description: "Removes one user's values of the named attributes in Omni and reads back.",
  group: 'Users',
  scope: 'omni.values.write',
  effect: 'write',
  omniRequests: 4,
  throws: [
    'USER_NOT_FOUND',
    'USER_AMBIGUOUS',
    'USER_INACTIVE',
    'USER_BUSY',
    'OMNI_USER_REFUSED',
    'REFERENCE_UNKNOWN',
    'ATTRIBUTE_SYSTEM',
    'EVENT_TIME_IN_FUTURE',
    'OMNI_WRITE_UNCERTAIN',
  ],
  accepted: ({ pollAfterSeconds }) => pollAfterSeconds > 0,
  async run(context, { userName, references, dryRun = false, whenBusy, ...told }) {
    const values = Object.fromEntries(references.map((reference) => [reference, null]));
    const event = await sourceEvent(context.database, told);
    return await writeOrQueue(context, { userName, values, dryRun, emptyText: 'error', event }, whenBusy);
  },
});
