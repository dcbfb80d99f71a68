import { type AttributeValue, valueText } from '../push/attribute.ts';
import type { DriftKind } from '../push/drift.ts';
import type { ReportRow } from '../store/report-rows.ts';
import { shownInForce } from './held-in-force.ts';

const none: AttributeValue = [];

/** A difference as answers show it: readable texts beside the exact lists, where an empty list is "no value". */
export const shownDriftRow = ({ userName, reference, kind, okta, written, omni, inForce, detail }: ReportRow) => ({
  userName,
  reference,
  kind: kind as DriftKind,
  okta: valueText(okta ?? none),
  written: valueText(written ?? none),
  omni: valueText(omni ?? none),
  oktaValues: [...(okta ?? none)],
  writtenValues: [...(written ?? none)],
  omniValues: [...(omni ?? none)],
  ...shownInForce(inForce),
  detail,
});
