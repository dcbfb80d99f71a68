import { CardError } from '../card-error.ts';
import { gives, holds, input, number, text } from '../card-tools.ts';
import { FlowDefect } from '../flow-defect.ts';
import { titleOf } from '../pack.ts';
import type { CardCall, CardRun } from '../simulation.ts';
import { fitted, type Value } from '../value.ts';

const COMPOSED = /\{\{\{(.+?)\}\}\}/g;

/** @throws FlowDefect when the text names a value that no field holds */
const compose: CardRun = (call) => {
  const output = text(call, '_text_').replaceAll(COMPOSED, (_, key: string) => text(call, key));
  return gives({ output });
};
const concat: CardRun = (call) =>
  gives({ output: [...call.inputs.values()].map((value) => fitted('string', value) ?? '').join('') });
const split: CardRun = (call) => gives({ output: text(call, 'string').split(text(call, 'delimiter') || ',') });
const trim: CardRun = (call) => gives({ output: text(call, 'string').trim() });
const toLowerCase: CardRun = (call) => gives({ output: text(call, 'string').toLowerCase() });

const parse: CardRun = (call) => {
  const written = text(call, 'string');
  if (written === '') return gives({ output: null });
  try {
    return gives({ output: JSON.parse(written) });
  } catch {
    throw new CardError({ kind: 'Parse Error', message: 'The text is not JSON.' });
  }
};
const stringify: CardRun = (call) => gives({ output: JSON.stringify(input(call, 'object')) });

const MONTH = new Intl.DateTimeFormat('en', { month: 'long', timeZone: 'UTC' });
const FULL = new Intl.DateTimeFormat('en', { dateStyle: 'full', timeStyle: 'medium', timeZone: 'UTC' });
const TIME = new Intl.DateTimeFormat('en', { timeStyle: 'medium', timeZone: 'UTC' });

/** Everything in UTC. */
const now: CardRun = ({ frame }) => {
  const date = new Date(frame.simulation.now());
  return gives({
    date,
    iso: date.toISOString(),
    full: FULL.format(date),
    time: TIME.format(date),
    minute: date.getUTCMinutes(),
    hour: date.getUTCHours(),
    day: date.getUTCDate(),
    month: MONTH.format(date),
    year: date.getUTCFullYear(),
    second: date.getUTCSeconds(),
    millisecond: date.getUTCMilliseconds(),
  });
};

const UNIT_MS: Readonly<Record<string, number>> = {
  milliseconds: 1,
  seconds: 1_000,
  minutes: 60_000,
  hours: 3_600_000,
  days: 86_400_000,
  weeks: 604_800_000,
};

/** Months and years go by the calendar. */
function shifted(call: CardCall, sign: 1 | -1): Value {
  const start = fitted('Date', input(call, 'start'));
  if (!(start instanceof Date)) throw new CardError({ kind: 'Invalid Type Conversion', message: 'start is no date.' });
  const [scale, unit] = [sign * number(call, 'scale'), text(call, 'unit')];
  const date = new Date(start);
  const ms = UNIT_MS[unit];
  if (ms !== undefined) date.setTime(date.getTime() + scale * ms);
  else if (unit === 'months') date.setUTCMonth(date.getUTCMonth() + scale);
  else if (unit === 'years') date.setUTCFullYear(date.getUTCFullYear() + scale);
  else {
    const place = { flow: call.frame.execution.flow, card: titleOf(call.card), field: 'unit' };
    throw new FlowDefect(place, `the simulator does not know the unit "${unit}".`);
  }
  return date;
}

const numbersOf = ({ inputs }: CardCall): number[] => [...inputs.values()].map(Number);

export const textAndNumberCards: Readonly<Record<string, CardRun>> = {
  'string:compose': compose,
  'string:concat': concat,
  'string:split': split,
  'string:trim': trim,
  'string:toLowerCase': toLowerCase,
  'json:parse': parse,
  'json:stringify': stringify,
  'boolean:compare': (call) => gives({ result: holds(call) }),
  'math:add': (call) => gives({ output: numbersOf(call).reduce((sum, one) => sum + one, 0) }),
  'math:subtract': (call) => gives({ output: numbersOf(call).reduce((rest, one) => rest - one) }),
  'date:now': now,
  'date:add': (call) => gives({ output: shifted(call, 1) }),
  'date:subtract': (call) => gives({ output: shifted(call, -1) }),
};
