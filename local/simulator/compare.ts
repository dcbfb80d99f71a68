import { isEmpty, isList, isObject, type Value } from './value.ts';

type Test = (left: Value, right: Value) => boolean;

const plain = (value: Value): Value => (value instanceof Date ? value.getTime() : value);
/** Loose nulls: nothing equals nothing, whether it is null or empty. */
const equal: Test = (left, right) =>
  (isEmpty(left) && isEmpty(right)) || JSON.stringify(plain(left)) === JSON.stringify(plain(right));

/** Nothing is converted: values of different types have no order. */
const ordered =
  (test: (left: string | number, right: string | number) => boolean): Test =>
  (left, right) => {
    const [one, other] = [plain(left), plain(right)];
    if (typeof one === 'number' && typeof other === 'number') return test(one, other);
    return typeof one === 'string' && typeof other === 'string' && test(one, other);
  };

const isIn: Test = (left, right) => {
  if (isList(right)) return right.some((entry) => equal(entry, left));
  return typeof right === 'string' && right.includes(String(left));
};
const hasKey: Test = (left, right) => isObject(left) && Object.hasOwn(left, String(right));
const not =
  (test: Test): Test =>
  (left, right) =>
    !test(left, right);

const TESTS: Readonly<Record<string, Test>> = {
  '==': equal,
  '!=': not(equal),
  '>=': ordered((left, right) => left >= right),
  '<=': ordered((left, right) => left <= right),
  '>': ordered((left, right) => left > right),
  '<': ordered((left, right) => left < right),
  '%': ordered((left, right) => Number(left) % Number(right) === 0),
  in: isIn,
  'not in': not(isIn),
  has: hasKey,
  "doesn't have": not(hasKey),
  'is empty': isEmpty,
  'is not empty': not(isEmpty),
};

export const isComparison = (operator: string): boolean => Object.hasOwn(TESTS, operator);

export const compare = (left: Value, operator: string, right: Value): boolean =>
  TESTS[operator]?.(left, right) ?? false;
