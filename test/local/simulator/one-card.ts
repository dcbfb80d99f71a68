import type { CardJson, FieldJson, PackJson } from '../../../local/simulator/pack.ts';
import type { TraceEntry } from '../../../local/simulator/simulation.ts';
import { Simulator, type SimulatorOptions } from '../../../local/simulator/simulator.ts';
import type { Json } from '../../../tools/flows/shape.ts';

const FLOW = 'Sample Flow';

/** A type, or a value that has it. */
type Typed = readonly [type: string, data: Json];

const typeOf = (value: Json): string => {
  if (Array.isArray(value)) return `${typeOf(value[0] ?? '')}[]`;
  return value === null ? 'string' : typeof value;
};

/** A field by its key; `group|key` for one in a group, `*key` for one of the author's own. */
function field(name: string, index: number, [type, data]: Typed, side: string): FieldJson {
  const custom = name.startsWith('*');
  const parts = name.replace('*', '').split('|');
  const key = parts.at(-1) ?? '';
  return {
    id: `${side}-${name}`,
    group: parts.length > 1 ? (parts[0] ?? null) : null,
    key,
    value: { type: type.replace('[]', ''), collection: type.endsWith('[]'), data },
    metadata: { index, ...(custom ? { custom } : {}) },
  };
}

const fieldsOf = (fields: Readonly<Record<string, Typed>>, side: string): Record<string, FieldJson> =>
  Object.fromEntries(
    Object.entries(fields).map(([name, typed], index) => {
      const made = field(name, index, typed, side);
      return [made.id, made];
    }),
  );

export interface CardSpec {
  /** Such as `list:at`. */
  readonly kind: string;
  readonly inputs?: Readonly<Record<string, Json>>;
  /** The types of the outputs. */
  readonly outputs?: Readonly<Record<string, string>>;
}

/** One card as an export holds it, as far as the simulator looks. */
function cardOf({ kind, inputs = {}, outputs = {} }: CardSpec): CardJson {
  const [module, method] = kind.split(':');
  const typed = Object.fromEntries(Object.entries(inputs).map(([name, data]) => [name, [typeOf(data), data] as const]));
  const made = Object.fromEntries(Object.entries(outputs).map(([name, type]) => [name, [type, null] as const]));
  return {
    address: `root:kernel:${module}:0.0.1:${method}`,
    uuid: 'card',
    joins: {},
    branches: {},
    pins: {},
    node: {
      data: { name: 'Card' },
      model: {
        timeout: 30_000,
        config: null,
        policy: { error: { type: 'finish' } },
        inputs: { data: fieldsOf(typed, 'in') },
        outputs: { data: fieldsOf(made, 'out') },
      },
    },
  };
}

/** A pack with one flow, of one card. */
const packOf = (card: CardJson, tables: PackJson['data']['tables']): PackJson => ({
  type: 'flopack',
  version: '1.5.0',
  data: {
    flos: {
      flow: { id: 'flow', name: FLOW, description: '', data: { methods: [card], orderings: {}, scheduled: false } },
    },
    configs: {},
    tables,
  },
});

/** A simulator that has run a card alone. @param prepare before it runs */
export async function ranAlone(
  spec: CardSpec,
  tables: PackJson['data']['tables'] = {},
  prepare: (simulator: Simulator) => void = () => undefined,
  options: Partial<SimulatorOptions> = {},
): Promise<Simulator> {
  const simulator = new Simulator({ pack: packOf(cardOf(spec), tables), ...options });
  prepare(simulator);
  await simulator.run(FLOW);
  return simulator;
}

/** Runs a card alone. @returns what it did */
export async function runCard(spec: CardSpec, options: Partial<SimulatorOptions> = {}): Promise<TraceEntry> {
  const { trace } = await ranAlone(spec, {}, undefined, options);
  const [entry] = trace;
  if (!entry) throw new Error('no card has run');
  return entry;
}
