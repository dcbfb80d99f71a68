import type { Settings } from '../config/settings.ts';
import { ConnectorError } from '../errors/connector-error.ts';
import type { OmniUser } from '../omni/scim.ts';
import type { Attribute, AttributeValue } from '../push/attribute.ts';
import { byReference } from '../push/changes.ts';
import { addHead, addUnseen, type HeadCount, NO_HEADS, ownValueOf } from '../push/head-count.ts';
import { countRemembered } from '../store/count-remembered.ts';
import { heldOf, readUserValues } from '../store/user-values.ts';
import type { ApplyContext } from './context.ts';
import { shownValues } from './read-back.ts';

/**
 * How a count is known: from the pages of the list; by reading users whose values these leave out; from what is
 * remembered of some users; or, of some, not at all: they are counted as holding nothing.
 */
export type CountTruth = 'list' | 'read' | 'remembered' | 'assumed';

/** The count of one attribute. */
export interface KnownHeadCount extends HeadCount {
  readonly truth: CountTruth;
  /** All users that were to be counted. */
  readonly total: number;
}

/** What is counted at once: of all attributes by one walk over the users. */
export interface HeadCounts {
  readonly byReference: ReadonlyMap<string, KnownHeadCount>;
  /**
   * Recipients without an account who hold no value of their own, by reference; undefined: nobody asked or can tell.
   */
  readonly emailOnly: ReadonlyMap<string, number> | undefined;
}

/** A count has to end within the time of a call, beside what the call is about: a fifth of a minute's requests. */
const countBudget = ({ omniKeys, omniRequestsPerMinute }: Settings): number =>
  Math.max(5, Math.floor((omniKeys.length * omniRequestsPerMinute) / 5));

/** A user of whom a page and the memory did not tell all. */
type Hidden = Pick<OmniUser, 'id' | 'active'> & { readonly remembered: ReadonlyMap<string, AttributeValue> };

/** Requests that are on their way at once: their keys keep them apart, and none waits for the answer of another. */
const AT_ONCE = 10;

/** Does all of them, some at once. When one fails, those that are under way still end before it is thrown. */
async function someAtOnce<T>(all: readonly T[], work: (one: T) => Promise<unknown>): Promise<void> {
  for (let start = 0; start < all.length; start += AT_ONCE) {
    const doing = all.slice(start, start + AT_ONCE).map(work);
    await Promise.allSettled(doing);
    await Promise.all(doing);
  }
}

class Walk {
  readonly #context: ApplyContext;
  readonly #attributes: readonly Attribute[];
  readonly #counts: Map<string, HeadCount>;
  readonly #seen = new Set<string>();
  readonly #hidden: Hidden[] = [];
  #left: number;
  #total = 0;
  #remembers = false;
  #reads = false;

  constructor(context: ApplyContext, attributes: readonly Attribute[]) {
    this.#context = context;
    this.#attributes = attributes;
    this.#counts = new Map(attributes.map(({ reference }) => [reference, NO_HEADS]));
    this.#left = countBudget(context.settings);
  }

  async run(withRecipients: boolean): Promise<HeadCounts> {
    const isWalked = await this.#pages();
    const emailOnly = withRecipients ? await this.#emailOnly() : undefined;
    if (!isWalked) return { byReference: await this.#fromMemory(), emailOnly };
    await this.#readHidden();
    for (const [reference, count] of this.#counts) {
      // A list that shifts while it is read may hide somebody.
      this.#counts.set(reference, addUnseen(count, Math.max(0, this.#total - this.#seen.size)));
    }
    return { byReference: new Map([...this.#counts].map(([name, count]) => [name, this.#known(count)])), emailOnly };
  }

  /** @returns false: there are more pages than a call can read */
  async #pages(): Promise<boolean> {
    const step = Math.max(1, await this.#page(1));
    const pages = Math.ceil(this.#total / step);
    const starts = Array.from({ length: Math.max(0, pages - 1) }, (_, at) => 1 + (at + 1) * step);
    this.#left -= 1 + starts.length;
    if (this.#left < 0) return false;
    await someAtOnce(starts, (start) => this.#page(start));
    return true;
  }

  /** @returns how many users are on the page */
  async #page(start: number): Promise<number> {
    const { users, totalResults } = await this.#context.omni.userPage(start);
    this.#total = Math.max(this.#total, totalResults);
    await this.#addPage(users);
    return users.length;
  }

  async #addPage(page: readonly OmniUser[]): Promise<void> {
    const fresh = [...new Map(page.map((user) => [user.id, user])).values()].filter(({ id }) => !this.#seen.has(id));
    const ids = fresh.map(({ id }) => id);
    // At once: a list that shifts shows somebody on two pages, and both may be read at this moment.
    for (const id of ids) this.#seen.add(id);
    const known = await readUserValues(this.#context.database, ids);
    for (const user of fresh) {
      const remembered = heldOf(known.get(user.id) ?? new Map());
      if (user.shown) this.#add(user, remembered);
      else this.#remember(user, remembered);
    }
  }

  /** Of a user whose values the list leaves out, what is remembered of all the attributes is enough. */
  #remember(user: OmniUser, remembered: Hidden['remembered']): void {
    if (this.#attributes.some(({ reference }) => !remembered.has(reference))) {
      this.#hidden.push({ id: user.id, active: user.active, remembered });
      return;
    }
    this.#remembers = true;
    this.#add(user, remembered);
  }

  #add(user: Pick<OmniUser, 'active' | 'shown'>, remembered: Hidden['remembered']): void {
    const shown = shownValues(user, byReference(this.#attributes));
    for (const attribute of this.#attributes) {
      const own = ownValueOf(attribute, shown, remembered);
      const count = this.#counts.get(attribute.reference) ?? NO_HEADS;
      this.#counts.set(attribute.reference, addHead(count, { active: user.active, own }));
    }
  }

  /** Reads all of them, or nobody: which of them a call has time for must not decide what it counts. */
  async #readHidden(): Promise<void> {
    if (this.#hidden.length > this.#left) {
      for (const user of this.#hidden) this.#add({ active: user.active, shown: undefined }, user.remembered);
      return;
    }
    this.#reads = this.#hidden.length > 0;
    await someAtOnce(this.#hidden, async ({ id, active, remembered }) => {
      const read = await this.#read(id);
      if (read) this.#add({ active, ...read }, remembered);
    });
  }

  /** @returns undefined: gone meanwhile; without values where Omni refuses to show them */
  #read(id: string): Promise<Pick<OmniUser, 'shown'> | undefined> {
    return this.#context.omni.readUser(id).catch((thrown: unknown) => {
      if (thrown instanceof ConnectorError && thrown.code === 'OMNI_USER_REFUSED') return { shown: undefined };
      throw thrown;
    });
  }

  /** Everybody counts as following: of whom is remembered nobody knows whether Omni still has them. */
  async #fromMemory(): Promise<Map<string, KnownHeadCount>> {
    const references = [...this.#counts.keys()];
    const holders = await countRemembered(this.#context.database, references);
    return new Map(
      references.map((reference) => {
        const held = Math.min(this.#total, holders.get(reference) ?? 0);
        return [reference, this.#known(addUnseen({ ...NO_HEADS, holders: held }, this.#total))];
      }),
    );
  }

  #known(count: HeadCount): KnownHeadCount {
    return { ...count, truth: this.#truth(count), total: this.#total };
  }

  #truth({ unknown }: HeadCount): CountTruth {
    if (unknown > 0) return 'assumed';
    if (this.#remembers) return 'remembered';
    return this.#reads ? 'read' : 'list';
  }

  async #emailOnly(): Promise<HeadCounts['emailOnly']> {
    const counts = new Map(this.#attributes.map(({ reference }) => [reference, 0]));
    for (let cursor: string | undefined; this.#left > 0; ) {
      const page = await this.#context.omni.emailOnlyPage(cursor);
      this.#left -= 1;
      if (!page) return undefined;
      for (const { held } of page.users) {
        for (const [reference, count] of counts) {
          if ((held.get(reference) ?? []).length === 0) counts.set(reference, count + 1);
        }
      }
      if (page.next === undefined) return counts;
      cursor = page.next;
    }
    // More pages than a call can read.
    return undefined;
  }
}

/**
 * Counts who holds a value of their own and who does not, and the recipients without an account where asked, within a
 * bounded number of requests: the pages of the list, and those whose values it leaves out only where what is remembered
 * does not tell, and all of them can be read.
 */
export const countHeads = (
  context: ApplyContext,
  attributes: readonly Attribute[],
  { withRecipients }: { readonly withRecipients: boolean },
): Promise<HeadCounts> => new Walk(context, attributes).run(withRecipients);
