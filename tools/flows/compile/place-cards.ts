import { Card, cardsOf, type Step } from '../card.ts';
import { join, noop } from '../catalogue/control.ts';
import { FlowError } from '../flow-error.ts';
import { cardJson } from './card-json.ts';
import { checkCard } from './check-card.ts';
import type { BodyJson } from './export-format.ts';
import { fillFields } from './fill-fields.ts';
import { shortId } from './ids.ts';
import type { FlowContext, Placed, Scope } from './placed.ts';

/** Puts the cards of one flow, or of one flow inside a card, in their order. */
export class Placing {
  readonly body: BodyJson = { methods: [], orderings: {} };
  readonly placed: Placed[] = [];
  private readonly context: FlowContext;
  private readonly scope: Scope;

  constructor(context: FlowContext, scope: Scope) {
    this.context = context;
    this.scope = scope;
  }

  /** Places the card and everything in its branches after `previous`; gives back the card that the next one follows. */
  place(card: Card, previous: Placed | undefined, branch = ''): Placed {
    const placed = this.add(card, branch);
    if (previous) this.order(previous, placed);
    return card.details.branches ? this.placeBranches(placed, card.details.branches) : placed;
  }

  private placeBranches(fork: Placed, branches: { ifTrue: readonly Step[]; ifFalse: readonly Step[] }): Placed {
    if (fork.branch) {
      const place = { flow: this.context.flow, card: fork.card.title };
      throw new FlowError(place, 'stands in a branch of another If/Else; exports show no such nesting.');
    }
    const heads = [true, false].map((truth) => {
      const steps = truth ? branches.ifTrue : branches.ifFalse;
      return { truth, head: this.add(new Card(noop), `${fork.path}/${truth}`), steps };
    });
    fork.json.branches = Object.fromEntries(heads.map(({ truth, head }) => [head.json.uuid, truth]));
    const ends = heads.flatMap(({ head, steps }) => {
      let last = head;
      const all = [head];
      for (const card of cardsOf(steps)) {
        last = this.place(card, last, head.branch);
        all.push(last);
      }
      return all;
    });
    const joined = this.add(new Card(join), '');
    for (const end of ends) this.order(end, joined);
    return joined;
  }

  private add(card: Card, branch: string): Placed {
    const { context, scope } = this;
    if (context.placed.has(card)) throw new FlowError({ flow: context.flow, card: card.title }, 'is placed twice.');
    checkCard(context, card);
    const path = this.pathOf(card);
    const json = cardJson(card, path, context.pack);
    const placed = { card, json, path, scope, position: this.placed.length, branch };
    context.placed.set(card, placed);
    fillFields(context, placed);
    this.placed.push(placed);
    this.body.methods.push(json);
    return placed;
  }

  /** Made from titles, so that a card keeps its id when others come before it. */
  private pathOf({ title }: Card): string {
    const place = `${this.scope.path}/${title}`;
    const count = (this.context.titles.get(place) ?? 0) + 1;
    this.context.titles.set(place, count);
    return `${place}#${count}`;
  }

  private order(one: Placed, next: Placed): void {
    const id = shortId(`${one.path}>${next.path}`, 10);
    this.body.orderings[id] = [one.json.uuid, next.json.uuid];
  }
}
