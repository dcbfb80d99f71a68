import { conversionBetween, isConversion } from './conversions.ts';
import { FlowDefect } from './flow-defect.ts';
import { type BodyJson, type CardJson, type FieldJson, kindOf, type PinJson, titleOf } from './pack.ts';
import { typeOf } from './value.ts';

/** Where the value of an input comes from. */
export interface Wire {
  readonly from: CardJson;
  readonly output: FieldJson;
  /** The name of the conversion on the way. */
  readonly convert: string | null;
}

/** The cards of a flow, or of a flow inside a card, ready to run. */
export interface BodyPlan {
  readonly first: CardJson;
  card(uuid: string): CardJson;
  /** By the id of the input; several only for Join. */
  readonly wires: ReadonlyMap<string, readonly Wire[]>;
  /**
   * The card after this one. @param joins those of the If/Else cards around it: every card of a branch leads to them
   */
  next(card: CardJson, joins: readonly CardJson[]): CardJson | undefined;
  /** Where the branches of an If/Else meet. */
  joinOf(card: CardJson): CardJson;
}

/** @throws FlowDefect when the wire does not fit its ends */
function wireOf(flow: string, from: CardJson, outputId: string, to: CardJson, pin: PinJson): [string, Wire] {
  const place = { flow, card: titleOf(from), field: outputId };
  const output = from.node.model.outputs.data[outputId];
  if (!output) throw new FlowDefect(place, 'a wire begins at an output that is missing.');
  const input = to.node.model.inputs.data[pin.input];
  const target = { flow, card: titleOf(to), field: input?.key ?? pin.input };
  if (!input) throw new FlowDefect(target, `a wire from the card "${titleOf(from)}" ends at an input that is missing.`);
  const convert = pin.transform === null ? null : (pin.transform[outputId]?.convert ?? '');
  if (convert !== null && !isConversion(convert))
    throw new FlowDefect(target, `the transform "${convert}" is unknown.`);
  const [fromType, toType] = [typeOf(output.value), typeOf(input.value)];
  if (convert !== (conversionBetween(fromType, toType) ?? null) || conversionBetween(fromType, toType) === undefined) {
    throw new FlowDefect(
      target,
      `${fromType} becomes ${toType} with the transform ${convert}, which does not do that.`,
    );
  }
  return [pin.input, { from, output, convert }];
}

function wiresOf(flow: string, { methods }: BodyJson, card: (uuid: string) => CardJson): Map<string, Wire[]> {
  const wires = new Map<string, Wire[]>();
  for (const from of methods) {
    for (const [outputId, targets] of Object.entries(from.pins)) {
      for (const [uuid, pins] of Object.entries(targets)) {
        for (const pin of pins) {
          const [input, wire] = wireOf(flow, from, outputId, card(uuid), pin);
          wires.set(input, [...(wires.get(input) ?? []), wire]);
        }
      }
    }
  }
  return wires;
}

/** @throws FlowDefect when cards, wires or their order do not fit together */
export function planBody(flow: string, body: BodyJson): BodyPlan {
  const cards = new Map(body.methods.map((one) => [one.uuid, one]));
  const card = (uuid: string): CardJson => {
    const found = cards.get(uuid);
    if (!found) throw new FlowDefect({ flow }, `the card ${uuid} is named and missing.`);
    return found;
  };
  const edges = Object.values(body.orderings).map(([from, to]) => [card(from), card(to)] as const);
  const following = (one: CardJson): CardJson[] => edges.filter(([from]) => from === one).map(([, to]) => to);

  const later = new Set([
    ...edges.map(([, to]) => to),
    ...body.methods.flatMap(({ branches }) => Object.keys(branches).map(card)),
  ]);
  const [first, ...others] = body.methods.filter((one) => !later.has(one));
  if (!first) throw new FlowDefect({ flow }, 'no card is the first one.');
  if (others[0]) throw new FlowDefect({ flow, card: titleOf(others[0]) }, 'is not connected with the other cards.');

  return {
    first,
    card,
    wires: wiresOf(flow, body, card),
    next(one, joins) {
      const all = following(one);
      const inside = all.filter((to) => !joins.includes(to));
      if (inside.length > 1) throw new FlowDefect({ flow, card: titleOf(one) }, 'several cards follow it.');
      return inside[0] ?? joins.findLast((join) => all.includes(join));
    },
    joinOf(one) {
      const [head = ''] = Object.keys(one.branches);
      const join = head === '' ? undefined : following(card(head)).find((to) => kindOf(to) === 'control:join');
      if (!join) throw new FlowDefect({ flow, card: titleOf(one) }, 'its branches meet nowhere.');
      return join;
    },
  };
}
