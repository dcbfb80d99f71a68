import type { CardJson } from '../../../tools/flows/compile/export-format.ts';
import { flowPackFiles } from '../../../tools/flows/flow-pack-files.ts';

/** A flow, or a flow inside a card, as a pack holds it. */
export interface BodyJson {
  readonly methods: readonly CardJson[];
  readonly orderings: Readonly<Record<string, readonly [string, string]>>;
}

export interface FlowJson {
  readonly id: string;
  readonly name: string;
  readonly data: BodyJson & {
    readonly uuid: string;
    readonly scheduled: boolean;
    readonly display: { isCallable: boolean };
  };
}

export interface PackJson {
  readonly data: {
    readonly flos: Readonly<Record<string, FlowJson>>;
    readonly configs: Readonly<Record<string, { readonly data: null }>>;
    readonly tables: Readonly<Record<string, object>>;
    readonly groups: Readonly<Record<string, object>>;
  };
}

const isBody = (value: unknown): value is BodyJson => typeof value === 'object' && value !== null && 'methods' in value;

/** The flows inside a card: held by its fields or by its error policy. */
function inside({ node }: CardJson): BodyJson[] {
  const { inputs, policy } = node.model;
  const held = Object.values(inputs.data).map(({ value }) => value.data);
  return [...held, (policy.error as { flo?: unknown }).flo].filter(isBody);
}

/** A body and all those inside its cards. */
export const bodiesOf = (body: BodyJson): BodyJson[] => [
  body,
  ...body.methods.flatMap((card) => inside(card).flatMap(bodiesOf)),
];

/** Every card of a flow, also of those inside cards. */
export const cardsOf = (flow: FlowJson): CardJson[] => bodiesOf(flow.data).flatMap(({ methods }) => methods);

export const titleOf = (card: CardJson): string => card.node.data.name;

/** The packs as they are generated, by name. */
export const packTexts: ReadonlyMap<string, string> = new Map(
  flowPackFiles()
    .filter(({ path }) => path.endsWith('.flopack'))
    .map(({ path, text }) => [path.split('/').at(-2) ?? '', text]),
);

export const packJsons: ReadonlyMap<string, PackJson> = new Map(
  [...packTexts].map(([name, text]) => [name, JSON.parse(text) as PackJson]),
);
