import type { Caller } from '../auth/caller.ts';
import type { ErrorCode } from '../errors/error-codes.ts';
import type { OmniSession } from '../omni/session.ts';
import type { Place } from '../push/place.ts';
import type { Services } from '../services.ts';

/** The scopes of the contract. A write scope does not imply the read scope. */
export const SCOPES = [
  'omni.attributes.read',
  'omni.attributes.write',
  'omni.values.read',
  'omni.values.write',
  'okta.setup',
  'omni.jobs.manage',
] as const;
export type Scope = (typeof SCOPES)[number];

/** All that one call of an action can use. */
export interface ActionContext extends Services {
  /** Omni, paced and bounded by this call's time. */
  readonly omni: OmniSession;
  readonly caller: Caller;
  readonly requestId: string;
  /** The name of the action. */
  readonly action: string;
  /** True when an earlier run of the same Idempotency-Key was cut off: its write may already be in place. */
  readonly resumed: boolean;
  /** Of a call with an Idempotency-Key: the place of its first run in the order of the wishes. */
  readonly place?: Place | undefined;
}

/**
 * One action: the route `POST /v1/actions/<name>`, its check of input and output, its entry in the manifest, the
 * OpenAPI document and docs/actions.md are made from this. The schemas are `schemas/<name>.input.json` and
 * `.output.json`, and `.example.json` beside them holds one call.
 */
export interface Action<Input = never, Output = unknown> {
  /** kebab-case; the file of the action bears the same name. */
  readonly name: string;
  /** As a card shows it: "Verb Noun". */
  readonly title: string;
  /** One sentence. */
  readonly description: string;
  /** The group of cards it belongs to. */
  readonly group: 'Connection' | 'Attributes' | 'Users' | 'Pushes' | 'Okta' | 'Reports';
  /** undefined: any valid token. */
  readonly scope: Scope | undefined;
  /** Scopes that a token needs beside it. */
  readonly alsoNeeds?: readonly Scope[];
  /** A writing action honours Idempotency-Key. */
  readonly effect: 'read' | 'write';
  /** The most Omni requests that a usual call takes, so that a call that cannot finish in time is refused at once. */
  readonly omniRequests: number;
  /** Whether it asks the Okta Management API. */
  readonly asksOkta?: boolean;
  /** The codes of its own, beyond those that every action can answer with. */
  readonly throws: readonly ErrorCode[];
  run(context: ActionContext, input: Input): Promise<Output>;
  /**
   * Whether the work goes on after this answer, so that it is 202 Accepted (RFC 9110, section 15.3.3). Absent: never.
   */
  accepted?(output: Output): boolean;
  /**
   * Whether a repeat may come further than this answer, so that its Idempotency-Key does not keep it. Absent: never.
   */
  unfinished?(output: Output): boolean;
}

/** Declares an action. The types come from its schemas. */
export const defineAction = <Input, Output>(action: Action<Input, Output>): Action<Input, Output> => action;

/** Every scope that a token needs. */
export const scopesOf = ({ scope, alsoNeeds = [] }: Pick<Action, 'scope' | 'alsoNeeds'>): readonly Scope[] =>
  scope ? [scope, ...alsoNeeds] : [];

/** The HTTP status of an action's answer. */
export const answerStatus = (action: Pick<Action, 'accepted'>, output: unknown): 200 | 202 =>
  action.accepted?.(output) ? 202 : 200;
