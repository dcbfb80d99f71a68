import type { CardError } from './card-error.ts';
import type { OktaDirectory } from './okta-directory.ts';
import type { BodyJson, CardJson, FieldJson, FlowJson } from './pack.ts';
import type { SimulatorSwitches } from './switches.ts';
import type { TableStore } from './table-store.ts';
import type { Value, ValueObject } from './value.ts';

/** One run of a flow. */
export interface Execution {
  readonly id: string;
  readonly flow: string;
  /** How many flows called each other to get here. */
  readonly depth: number;
  readonly parent: Execution | undefined;
  /** Whether the parent waits for its end. */
  readonly awaited: boolean;
  /** How long it has paused, and those it has waited for. */
  pausedMs: number;
  /** `stopped`: by a Continue If. */
  outcome: 'running' | 'done' | 'stopped' | 'failed';
  /** Why it stopped or failed. */
  message: string;
}

/** What one card did. */
export interface TraceEntry {
  readonly execution: Execution;
  readonly flow: string;
  /** The cards around it, when it is in a flow inside a card: `Call`, `Call (error)`. */
  readonly within: readonly string[];
  readonly card: string;
  /** Such as `control:if`. */
  readonly kind: string;
  /** By key; where two fields share one, by group and key: `if.flo`. Without values in transit. */
  readonly inputs: ValueObject;
  readonly outputs: ValueObject;
  readonly error: CardError | undefined;
  readonly retries: number;
  /** ms epoch, when it began. */
  readonly at: number;
}

/** The value of each output field; undefined where the card has no such output. */
export type Outputs = (field: FieldJson) => Value | undefined;

/** What the first card of a run hands out, once the run is known. */
export type StartOf = (own: Execution) => Outputs;

/** How a flow, or a flow inside a card, came to its end. */
export interface Ending {
  readonly kind: 'done' | 'returned' | 'stopped';
  readonly values: ValueObject;
  readonly message: string;
}

export interface CardResult {
  readonly outputs: Outputs;
  /** The flow ends here. */
  readonly end?: Ending;
}

/** A running flow, or flow inside a card. */
export interface Frame {
  readonly simulation: Simulation;
  readonly execution: Execution;
  readonly within: readonly string[];
  /** What the first card hands out. */
  readonly start: Outputs;
}

/** Adds what the request needs so that the connection's service takes it. */
export interface Connection {
  /** @throws CardError when no token can be had */
  headers(): Promise<Readonly<Record<string, string>>>;
}

/** Everything cards act on. */
export interface Simulation {
  /** ms epoch */
  now(): number;
  /** Pauses a run, and all that wait for it. */
  pause(execution: Execution, ms: number): Promise<void>;
  /** From 0 up to 1. */
  readonly random: () => number;
  readonly switches: SimulatorSwitches;
  readonly tables: TableStore;
  readonly okta: OktaDirectory | undefined;
  /** An HTTP card gives up after so long, in real ms; left out: after its own limit. */
  readonly httpTimeoutMs: number | undefined;
  connection(card: CardJson): Connection | undefined;
  flow(id: string): FlowJson;
  /** Runs a flow and waits for it. @throws CardError when it fails */
  call(flow: FlowJson, start: StartOf, parent: Execution): Promise<Ending>;
  /** Starts a flow and goes on. */
  start(flow: FlowJson, start: StartOf, parent: Execution): void;
  /** Runs a flow that is inside a card. @throws CardError when it fails */
  runInside(frame: Frame, within: string, body: BodyJson, start: Outputs): Promise<Ending>;
  note(entry: TraceEntry): void;
}

/** A card that is about to run. */
export interface CardCall {
  readonly card: CardJson;
  readonly frame: Frame;
  /** The values of its inputs, by field. */
  readonly inputs: ReadonlyMap<FieldJson, Value>;
}

export type CardRun = (call: CardCall) => CardResult | Promise<CardResult>;
