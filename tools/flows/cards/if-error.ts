import { Card, type Output } from '../card.ts';
import { tryCatch } from '../catalogue/control.ts';
import { errorFlow, inlinedFlow } from '../catalogue/starts.ts';
import type { Shape } from '../shape.ts';
import type { Outcome } from './decisions.ts';
import { ownOutputs } from './own-fields.ts';
import { returnTyped } from './return-values.ts';

/** If Error: tries cards; after an error runs others, which get the error. Both give the same fields, its outputs. */
export function ifError<Key extends string>(
  title: string,
  shapes: Readonly<Record<Key, Shape>>,
  attempt: Outcome<Key>,
  afterError: (error: Output) => Outcome<Key>,
): Card {
  const start = new Card(errorFlow);
  const rescue = afterError(start.out('error'));
  return new Card(tryCatch, {
    title,
    ownOutputs: ownOutputs(shapes),
    bodies: {
      flo: { start: new Card(inlinedFlow), steps: [...attempt.steps, returnTyped(shapes, attempt.gives)] },
      onError: { start, steps: [...rescue.steps, returnTyped(shapes, rescue.gives)] },
    },
  });
}
