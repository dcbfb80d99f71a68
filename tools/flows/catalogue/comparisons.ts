import type { Json } from '../shape.ts';

const LABELS = {
  '==': 'equal to',
  '!=': 'not equal',
  '>=': 'greater than or equal',
  '<=': 'less than or equal',
  '>': 'greater than',
  '<': 'less than',
  '%': 'a multiple of',
  in: 'in',
  'not in': 'not in',
  has: 'has key',
  "doesn't have": "doesn't have key",
  'is empty': 'is empty',
  'is not empty': 'is not empty',
} as const;

/** How two values can be compared. Comparisons convert nothing: as texts, "80" > "9" is false. */
export type Comparison = keyof typeof LABELS;

/** The choices of a comparison field, as the console lists them. */
export const COMPARISON_CHOICES: Json = Object.entries(LABELS).map(([value, label]) => ({ value, label }));
