import { countTopicRows, NOT_COUNTED } from '../apply/count-topic-rows.ts';
import { previewUserAccess } from '../apply/preview-access.ts';
import { moment } from '../base/moment.ts';
import { type Force, isOtherValue, type Sides } from '../models/preview-row.ts';
import { someValues } from '../models/some-values.ts';
import type { PreviewAccessInput, PreviewAccessOutput } from '../schema/types.ts';
import { defineAction } from './action.ts';

/** As many rows of each list as an answer shows. */
const SHOWN_ROWS = 200;

/** The first rows, those that change before the others. */
const shownRows = <Row extends { readonly changed: boolean }>(rows: readonly Row[]): Row[] =>
  [...rows.filter(({ changed }) => changed), ...rows.filter(({ changed }) => !changed)].slice(0, SHOWN_ROWS);

/** The value in force, as a row tells it in one line. */
const shownForce = ({ before, after }: Sides<Force>) => ({
  beforeValue: someValues(before.values),
  beforeSource: before.source,
  afterValue: someValues(after.values),
  afterSource: after.source,
});

/** Shows what the values of a user open by Omni's models, and what it would be with other values. */
export default defineAction<PreviewAccessInput, PreviewAccessOutput>({
  name: 'preview-access',
  title: 'Preview Access',
  description:
    "Shows what Omni's models let a user see by their values, topic by topic, now and with other values; nothing is written.",
  group: 'Users',
  scope: 'omni.values.read',
  effect: 'read',
  omniRequests: 3,
  throws: [
    'USER_NOT_FOUND',
    'USER_AMBIGUOUS',
    'USER_INACTIVE',
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
  ],
  async run(context, { userName, values = {}, emptyText = 'error', topic, countRows = false }) {
    const preview = await previewUserAccess(context, { userName, values, emptyText, topic });
    const { user, known, readAt, effective, message, topics } = preview;
    const shown = shownRows(topics);
    const counted = countRows ? await countTopicRows(context, preview.userIds, shown) : NOT_COUNTED;
    return {
      omniUserId: user.id,
      userName: user.userName,
      known,
      asOf: moment(readAt),
      message,
      rowCountNote: counted.note,
      topicCount: topics.length,
      changedTopicCount: topics.filter(({ changed }) => changed).length,
      topics: shown.map(({ modelId: _, baseView: __, ...row }, at) => ({ ...row, rowCount: counted.counts[at] ?? -1 })),
      filters: shownRows(preview.filters).map(({ inForce, ...row }) => ({
        ...row,
        ...shownForce(inForce),
      })),
      grants: shownRows(preview.grants).map(({ inForce, ...row }) => ({ ...row, ...shownForce(inForce) })),
      guarded: shownRows(preview.guarded),
      effective: effective.map(({ reference, before, after }) => ({
        reference,
        beforeValues: [...before.values],
        beforeSource: before.source,
        afterValues: [...after.values],
        afterSource: after.source,
        changed: before.source !== after.source || isOtherValue({ before, after }),
      })),
    };
  },
});
