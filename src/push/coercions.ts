import { valueText } from './attribute.ts';
import type { Intent } from './coerce.ts';

/** One input that was bent to fit its definition, as answers show it. */
export interface Coercion {
  readonly reference: string;
  readonly from: string;
  readonly to: string;
}

/** What was bent among the values of one user. */
export const coercions = (intents: readonly Intent[]): Coercion[] =>
  intents.flatMap(({ reference, value, coercedFrom }) =>
    coercedFrom === undefined ? [] : [{ reference, from: coercedFrom, to: valueText(value) }],
  );
