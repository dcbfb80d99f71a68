import type { OmniDouble } from '../../../local/omni/omni-double.ts';
import type { AttributeValue } from '../../../src/push/attribute.ts';
import type { AskedValue } from '../../order/model.ts';

/** A value that a user came to hold, whoever sent it. */
export interface Seen {
  readonly step: number;
  /** Omni's id. */
  readonly user: string;
  readonly reference: string;
  readonly value: AttributeValue;
}

/** A value of a single call, as far as the caller knows of it; the database knows its place. */
export type AskedByCall = Omit<AskedValue, 'place'> & { readonly eventTime?: number | undefined };

/** What has happened, in the order in which this process has seen it. */
export interface Record {
  /** A moment later than all before. */
  step(): number;
  /** By the key of a call: when it was sent first. */
  readonly begun: Map<string, number>;
  /** Keys of calls that were sent more than once. */
  readonly repeated: Set<string>;
  /** By the key of a call. */
  readonly asked: Map<string, AskedByCall[]>;
  /** Jobs whose id a caller was told. */
  readonly jobs: Set<string>;
  readonly seen: Seen[];
  /** By Omni's id: what Okta has said of a user's region, and since when. */
  readonly inOkta: Map<string, { readonly step: number; readonly value: string; isTold: boolean }[]>;
  /** What was told as done, and how to see whether it is so in the end; empty: it is. */
  readonly claims: Map<string, () => string>;
  /** How often a call was told to come back, by status and code. */
  readonly busy: Map<string, number>;
  /** Answers that nobody foresaw. */
  readonly odd: string[];
  /** How often an action was answered, by action and status or code. */
  readonly answers: Map<string, number>;
}

/** A record of nothing. */
export function newRecord(): Record {
  let steps = 0;
  return {
    step: () => {
      steps += 1;
      return steps;
    },
    begun: new Map(),
    repeated: new Set(),
    asked: new Map(),
    jobs: new Set(),
    seen: [],
    inOkta: new Map(),
    claims: new Map(),
    busy: new Map(),
    odd: [],
    answers: new Map(),
  };
}

/** What a user holds of a reference in the local Omni, as a list. */
export const heldOf = (omni: OmniDouble, userName: string, reference: string): AttributeValue => {
  const held = omni.findUser(userName)?.values[reference] ?? null;
  return held === null ? [] : [held].flat().map(String);
};

/** What Okta says of people. */
export const OKTA_REFERENCE = 'region';
