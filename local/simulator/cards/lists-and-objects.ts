import { gives, input, list, number, ownInputs, text } from '../card-tools.ts';
import { compare } from '../compare.ts';
import type { CardRun } from '../simulation.ts';
import { fitted, isObject, type Value, type ValueObject, valueAt } from '../value.ts';

/** An object; nothing is the empty one. */
const objectIn = (call: Parameters<CardRun>[0], key: string): ValueObject => {
  const value = input(call, key);
  return isObject(value) ? value : {};
};

/** Numbers and true/false may arrive as text, which is what `scalars` decides. */
const construct: CardRun = (call) => {
  const asText = call.frame.simulation.switches.scalars === 'text';
  const loose = (value: Value): Value =>
    asText && (typeof value === 'number' || typeof value === 'boolean') ? String(value) : value;
  return gives({
    output: Object.fromEntries(ownInputs(call).map(([{ key }, value]) => [key, loose(value)])),
  });
};

const get: CardRun = (call) => gives({ output: valueAt(input(call, 'object'), text(call, 'path')) ?? null });
const pick: CardRun = (call) => ({ outputs: ({ key }) => valueAt(input(call, 'object'), key) ?? null });

function withValue(target: Value, [step = '', ...rest]: readonly string[], value: Value): ValueObject {
  const object = isObject(target) ? target : {};
  return { ...object, [step]: rest.length === 0 ? value : withValue(object[step] ?? {}, rest, value) };
}
const set: CardRun = (call) =>
  gives({ output: withValue(objectIn(call, 'object'), text(call, 'path').split('.'), input(call, 'value')) });
const merge: CardRun = (call) => gives({ output: Object.assign({}, ...call.inputs.values()) });
const keys: CardRun = (call) => gives({ keys: Object.keys(objectIn(call, 'object')) });

const constructList: CardRun = (call) => gives({ list: [...call.inputs.values()] });
const length: CardRun = (call) => gives({ length: list(call, 'list').length });
const at: CardRun = (call) => gives({ item: list(call, 'list')[number(call, 'index')] ?? null });
const pluck: CardRun = (call) =>
  gives({ values: list(call, 'list').map((entry) => valueAt(entry, text(call, 'key')) ?? null) });
const filterBy: CardRun = (call) => {
  const [operator, path, wanted] = [text(call, 'operator'), text(call, 'path'), input(call, 'comparison')];
  return gives({ list: list(call, 'list').filter((entry) => compare(valueAt(entry, path) ?? null, operator, wanted)) });
};
const join: CardRun = (call) => {
  const texts = list(call, 'list').map((entry) => fitted('string', entry) ?? '');
  return gives({ string: texts.join(text(call, 'delimiter')) });
};
const flatten: CardRun = (call) => gives({ list: list(call, 'lists').flat() as Value[] });

export const listAndObjectCards: Readonly<Record<string, CardRun>> = {
  'object:construct': construct,
  'object:get': get,
  'object:pick': pick,
  'object:set': set,
  'object:merge': merge,
  'object:keys': keys,
  'list:construct': constructList,
  'list:length': length,
  'list:at': at,
  'list:pluck': pluck,
  'list:filterBy': filterBy,
  'list:join': join,
  'list:flatten': flatten,
};
