import { CardError } from '../card-error.ts';
import { input, inside, list, NOTHING, number } from '../card-tools.ts';
import { FlowDefect } from '../flow-defect.ts';
import { startFrom } from '../helper-start.ts';
import { isBody, titleOf } from '../pack.ts';
import type { CardCall, CardRun, Ending } from '../simulation.ts';
import { isObject, type Value, type ValueObject, valueAt } from '../value.ts';

const MOST_AT_ONCE = 200;

interface Proxy {
  readonly dynamic: boolean;
  readonly path: string | null;
}

/** What the helper flow gets for one item: a part of it, or the same for all. */
function argumentsOf({ inputs }: CardCall, item: Value): ValueObject {
  const own = [...inputs].filter(([{ value }]) => typeof value.proxy === 'object' && value.proxy !== null);
  return Object.fromEntries(
    own.map(([{ key, value }, given]) => {
      const { dynamic, path } = value.proxy as Proxy;
      return [key, dynamic ? (valueAt(item, path ?? '') ?? null) : given];
    }),
  );
}

/** One run of the flow that a loop holds, or names. @throws CardError */
function runItem(call: CardCall, item: Value, index: number): Promise<Ending> {
  const { card, frame } = call;
  const { simulation, execution } = frame;
  const flo = input(call, 'flo');
  if (isBody(flo)) {
    // An event: its fields stand in the group Output of the item and of the first card alike.
    const start = inside(call, ({ group, key }) => {
      if (group === 'context') return key === 'execution_id' ? execution.id : null;
      const part = isObject(item) ? item[group ?? ''] : undefined;
      return isObject(part) ? (part[key] ?? null) : null;
    });
    return simulation.runInside(frame, `${titleOf(card)} #${index}`, flo, start);
  }
  if (typeof flo !== 'string') {
    throw new FlowDefect({ flow: execution.flow, card: titleOf(card), field: 'flo' }, 'names no helper flow.');
  }
  const flow = simulation.flow(flo);
  return simulation.call(flow, startFrom(call, flow, argumentsOf(call, item), index), execution);
}

/** Does something for every item, for some at once; after a failure no further item is begun. */
async function forAll(call: CardCall, each: (item: Value, index: number) => Promise<unknown>): Promise<void> {
  const items = list(call, 'list');
  const width = Math.min(MOST_AT_ONCE, Math.max(1, number(call, 'concurrency')));
  const waiting = items.entries();
  let failed = false;
  await Promise.all(
    Array.from({ length: width }, async () => {
      for (const [index, item] of waiting) {
        if (failed) return;
        try {
          await each(item, index);
        } catch (thrown) {
          failed = true;
          throw thrown;
        }
      }
    }),
  );
}

const forEach: CardRun = async (call) => {
  await forAll(call, (item, index) => runItem(call, item, index));
  return NOTHING;
};

/** An item that fails is nobody's business: the parent learns nothing of it. */
const forEachIgnoringErrors: CardRun = async (call) => {
  await forAll(call, async (item, index) => {
    try {
      await runItem(call, item, index);
    } catch (thrown) {
      if (!(thrown instanceof CardError)) throw thrown;
    }
  });
  return NOTHING;
};

export const loopCards: Readonly<Record<string, CardRun>> = {
  'list:each': forEach,
  'list:asyncEach': forEachIgnoringErrors,
};
