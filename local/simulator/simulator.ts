import { type Clock, systemClock } from '../../src/base/clock.ts';
import { type BodyPlan, planBody } from './body-plan.ts';
import { CardError } from './card-error.ts';
import { eventStart } from './deliver-events.ts';
import { FlowDefect } from './flow-defect.ts';
import { checkArguments, startWith } from './helper-start.ts';
import type { OktaDirectory } from './okta-directory.ts';
import { type BodyJson, type CardJson, type FlowJson, type PackJson, titleOf } from './pack.ts';
import { runBody } from './run-body.ts';
import type { Connection, Ending, Execution, Frame, Simulation, StartOf, TraceEntry } from './simulation.ts';
import { type SimulatorSwitches, simulatorSwitches } from './switches.ts';
import { TableStore } from './table-store.ts';
import type { ValueObject } from './value.ts';

/** Flows that call each other: docs/flows.md. */
const DEEPEST = 250;

export interface SimulatorOptions {
  readonly pack: PackJson;
  /** By their names in the pack: what an admin chooses on the cards after the import. */
  readonly connections?: Readonly<Record<string, Connection>>;
  readonly okta?: OktaDirectory;
  readonly clock?: Clock;
  /** From 0 up to 1; of the delay before a retry. */
  readonly random?: () => number;
  readonly switches?: Partial<SimulatorSwitches>;
  /** An HTTP card gives up after so many real ms; left out: after the time of its own. */
  readonly httpTimeoutMs?: number;
  /** Told of each card once it has run. */
  readonly onCard?: (entry: TraceEntry) => void;
}

/** What became of a flow that was started from outside. */
export interface FlowRun {
  readonly outcome: 'done' | 'stopped' | 'failed';
  /** Why it stopped or failed. */
  readonly message: string;
  /** What it returned. */
  readonly values: ValueObject;
}

/** A run and those that wait for its end. */
const waiting = (execution: Execution): Execution[] =>
  execution.parent && execution.awaited ? [execution, ...waiting(execution.parent)] : [execution];

/** Runs the flows of one pack, card by card. What is kept between runs: the tables and the trace. */
export class Simulator {
  /** Every card that has run, in the order of their ends. */
  readonly trace: TraceEntry[] = [];
  readonly executions: Execution[] = [];
  readonly tables: TableStore;
  readonly #pack: PackJson;
  readonly #simulation: Simulation;
  readonly #plans = new WeakMap<BodyJson, BodyPlan>();
  readonly #running = new Set<Promise<void>>();
  #defect: unknown;

  constructor(options: SimulatorOptions) {
    const { pack, connections = {}, okta, clock = systemClock, random = Math.random } = options;
    this.#pack = pack;
    this.tables = new TableStore(Object.values(pack.data.tables));
    this.#simulation = {
      now: clock.now,
      pause: (execution, ms) => {
        for (const paused of waiting(execution)) paused.pausedMs += ms;
        return clock.sleep(ms);
      },
      random,
      okta,
      tables: this.tables,
      switches: simulatorSwitches(options.switches),
      httpTimeoutMs: options.httpTimeoutMs,
      connection: (card) => this.#connection(card, connections),
      flow: (id) => this.#flow(id),
      call: (flow, start, parent) => this.#execute(flow, start, parent, true),
      start: (flow, start, parent) => this.#startAsync(flow, start, parent),
      runInside: (frame, within, body, start) =>
        this.#runBody({ ...frame, within: [...frame.within, within], start }, body),
      note: (entry) => {
        this.trace.push(entry);
        options.onCard?.(entry);
      },
    };
  }

  /** Runs a helper flow with this input, or a scheduled one. @throws FlowDefect */
  async run(name: string, input: ValueObject = {}): Promise<FlowRun> {
    const flow = this.#named(name);
    checkArguments({ flow: name }, flow, input);
    return await this.#report(flow, startWith(input, this.#simulation.now()));
  }

  /** Hands events to the flow that runs on them: their fields by name. @throws FlowDefect */
  async deliver(name: string, ...events: readonly ValueObject[]): Promise<FlowRun> {
    const flow = this.#named(name);
    return await this.#report(flow, eventStart(flow, events));
  }

  /** Resolves when every flow has ended that was started without waiting for it. @throws FlowDefect of any of them */
  async settled(): Promise<void> {
    while (this.#running.size > 0) await Promise.all(this.#running);
    if (this.#defect !== undefined) throw this.#defect;
  }

  /** The cards of a flow with this title that have run. */
  cards(flow: string, card: string): TraceEntry[] {
    return this.trace.filter((entry) => entry.flow === flow && entry.card === card);
  }

  async #report(flow: FlowJson, start: StartOf): Promise<FlowRun> {
    try {
      const { kind, values, message } = await this.#execute(flow, start);
      return { outcome: kind === 'stopped' ? 'stopped' : 'done', message, values };
    } catch (thrown) {
      if (!(thrown instanceof CardError)) throw thrown;
      return { outcome: 'failed', message: thrown.message, values: {} };
    }
  }

  async #execute(flow: FlowJson, start: StartOf, parent?: Execution, awaited = false): Promise<Ending> {
    const depth = (parent?.depth ?? 0) + 1;
    if (depth > DEEPEST) throw new CardError({ kind: 'Recursion Error', message: `${DEEPEST} flows call each other.` });
    const id = `execution-${this.executions.length + 1}`;
    const known = { id, flow: flow.name, depth, parent, awaited };
    const execution: Execution = { ...known, pausedMs: 0, outcome: 'running', message: '' };
    this.executions.push(execution);
    const frame: Frame = { simulation: this.#simulation, execution, within: [], start: start(execution) };
    try {
      const ending = await this.#runBody(frame, flow.data);
      execution.outcome = ending.kind === 'stopped' ? 'stopped' : 'done';
      execution.message = ending.message;
      return ending;
    } catch (thrown) {
      execution.outcome = 'failed';
      execution.message = thrown instanceof Error ? thrown.message : '';
      throw thrown;
    }
  }

  #runBody(frame: Frame, body: BodyJson): Promise<Ending> {
    const plan = this.#plans.get(body) ?? planBody(frame.execution.flow, body);
    this.#plans.set(body, plan);
    return runBody(plan, frame);
  }

  /** Nobody waits for it and nobody hears of its failure, except of a defect of the pack. */
  #startAsync(flow: FlowJson, start: StartOf, parent: Execution): void {
    const ended = this.#execute(flow, start, parent)
      .then(
        () => undefined,
        (thrown: unknown) => {
          if (!(thrown instanceof CardError)) this.#defect ??= thrown;
        },
      )
      .finally(() => this.#running.delete(ended));
    this.#running.add(ended);
  }

  #flow(id: string): FlowJson {
    const flow = this.#pack.data.flos[id];
    if (!flow) throw new FlowDefect({ flow: id }, 'is called, and not in the pack.');
    return flow;
  }

  #named(name: string): FlowJson {
    const flows = Object.values(this.#pack.data.flos);
    const flow = flows.find((one) => one.name === name);
    if (!flow) throw new FlowDefect({ flow: name }, `is not in the pack: ${flows.map((one) => one.name).join(', ')}.`);
    return flow;
  }

  #connection(card: CardJson, connections: Readonly<Record<string, Connection>>): Connection | undefined {
    const { config } = card.node.model;
    if (config === null) return undefined;
    const name = this.#pack.data.configs[config]?.name ?? config;
    const connection = connections[name];
    if (!connection) throw new FlowDefect({ flow: '', card: titleOf(card) }, `the connection "${name}" is not made.`);
    return connection;
  }
}
