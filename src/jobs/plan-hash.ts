import { createHash } from 'node:crypto';
import type { Attribute } from '../push/attribute.ts';
import { planText } from '../push/plan-text.ts';
import type { ChangeRow } from '../push/push-row.ts';

/** SHA-256 of all that a plan would write, over what, by which definitions: what a reviewer has seen is what is applied. */
export const hashPlan = (changes: readonly ChangeRow[], attributes: ReadonlyMap<string, Attribute>): string =>
  createHash('sha256').update(planText(changes, attributes)).digest('hex');
