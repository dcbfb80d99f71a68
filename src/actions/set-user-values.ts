import { sourceEvent } from '../apply/source-event.ts';
import { writeOrQueue } from '../pushes/write-or-queue.ts';
import type { SetUserValuesInput, SetUserValuesOutput } from '../schema/types.ts';
import { defineAction } from './action.ts';

/** Sets and clears values of one user: only those named, only where they differ, verified by reading back. */
export default defineAction<SetUserValuesInput, SetUserValuesOutput>({
  name: 'set-user-values',
  title: 'Set User Values',
  description: "Sets or clears one user's attribute values in Omni and reads them back.",
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
    'VALUES_INVALID',
    'VALUE_NOT_A_NUMBER',
    'VALUE_NUMBER_UNSAFE',
    'VALUE_NOT_SINGLE',
    'VALUE_EMPTY_TEXT',
    'VALUE_NOT_SUPPORTED',
    'VALUE_INVISIBLE',
    'VALUE_TOO_LARGE',
    'VALUE_NOT_ALLOWED',
    'EVENT_TIME_IN_FUTURE',
    'OMNI_WRITE_UNCERTAIN',
  ],
  accepted: ({ pollAfterSeconds }) => pollAfterSeconds > 0,
  async run(context, { userName, values, dryRun = false, emptyText = 'error', whenBusy, ...told }) {
    const event = await sourceEvent(context.database, told);
    return await writeOrQueue(context, { userName, values, dryRun, emptyText, event }, whenBusy);
  },
});
