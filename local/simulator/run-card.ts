import type { BodyPlan } from './body-plan.ts';
import { CardError } from './card-error.ts';
import { cardRun } from './cards.ts';
import { FlowDefect, type Place } from './flow-defect.ts';
import { type CardJson, type ErrorPolicyJson, type FieldJson, isWormhole, kindOf, outputsOf, titleOf } from './pack.ts';
import { type Made, readInputs } from './read-inputs.ts';
import type { CardCall, CardResult, CardRun, Frame, Outputs } from './simulation.ts';
import { fitted, typeOf, type Value, type ValueObject } from './value.ts';

/** Every output with a value of its type. @throws FlowDefect, CardError Invalid Type Conversion */
function takeOutputs(flow: string, card: CardJson, outputs: Outputs): Map<FieldJson, Value> {
  const take = (field: FieldJson): Value => {
    const value = outputs(field);
    if (value === undefined) {
      throw new FlowDefect({ flow, card: titleOf(card), field: field.key }, 'the card puts out no such value.');
    }
    const fit = fitted(typeOf(field.value), value);
    if (fit !== undefined) return fit;
    const message = `${field.key} is not of the type ${typeOf(field.value)}.`;
    throw new CardError({ kind: 'Invalid Type Conversion', message });
  };
  return new Map(outputsOf(card).map((field) => [field, take(field)]));
}

/** The fields that the console shows, by key, or by group and key where a key occurs twice. */
function shown(fields: ReadonlyMap<FieldJson, Value>): ValueObject {
  const keys = [...fields.keys()].map(({ key }) => key);
  const name = ({ group, key }: FieldJson): string =>
    keys.indexOf(key) === keys.lastIndexOf(key) ? key : `${group}.${key}`;
  const visible = [...fields].filter(([field]) => !isWormhole(field) && field.value.type !== 'flo');
  return Object.fromEntries(visible.map(([field, value]) => [name(field), value]));
}

/**
 * How long a card waits before it tries again; undefined when it does not. Only a 429 is repeated.
 * https://help.okta.com/wf/en-us/content/topics/workflows/build/set-error-handling.htm
 */
function retryDelay(card: CardJson, error: CardError, tried: number, random: () => number): number | undefined {
  const { type, retry = 0, delay = 300_000, retryCondition } = card.node.model.policy.error;
  const isFull = error.details.statusCode === 429;
  if (type !== 'finish' || retryCondition !== 'ratelimits' || !isFull || tried >= retry) return undefined;
  if (typeof delay === 'number') return delay;
  const [least, most] = delay;
  return least + Math.floor(random() * (most - least));
}

/** Cards that wait for others and have a limit; loops and streams may take hours, HTTP cards look after themselves. */
const LIMITED: ReadonlySet<string> = new Set(['control:spawn', 'control:tryCatch', 'control:branch']);
const POLICIES: ReadonlySet<string> = new Set(['finish', 'handler']);

/** What the console lets one choose: up to five tries, one to five minutes apart. */
const RETRIES = { most: 5, leastMs: 60_000, mostMs: 300_000 };

/** A policy that no dialog of the console makes is none that an import can be trusted to keep. @throws FlowDefect */
function checkRetries(place: Place, { retry = 0, delay = RETRIES.mostMs }: ErrorPolicyJson): void {
  const pauses = [delay].flat();
  const isOffered =
    retry >= 0 && retry <= RETRIES.most && pauses.every((ms) => ms >= RETRIES.leastMs && ms <= RETRIES.mostMs);
  if (!isOffered) {
    throw new FlowDefect(place, `${retry} retries after ${pauses.join(' to ')} ms cannot be chosen in the console.`);
  }
}

/** How a card of its kind runs. @throws FlowDefect when the simulator does not know it */
function runOf(flow: string, card: CardJson): CardRun {
  const place = { flow, card: titleOf(card) };
  const run = cardRun(kindOf(card));
  if (!run) throw new FlowDefect(place, `the simulator does not know cards of the type ${card.address}.`);
  const policy = card.node.model.policy.error;
  if (!POLICIES.has(policy.type)) {
    throw new FlowDefect(place, `the simulator does not know the error policy ${policy.type}.`);
  }
  checkRetries(place, policy);
  return run;
}

/** Runs a card once. @throws CardError, also when it has paused for longer than it may take */
async function attempt(run: CardRun, call: CardCall): Promise<CardResult> {
  const { card, frame } = call;
  const before = frame.execution.pausedMs;
  const result = await run(call);
  const { timeout } = card.node.model;
  if (LIMITED.has(kindOf(card)) && frame.execution.pausedMs - before > timeout) {
    throw new CardError({ kind: 'Method timeout exceeded', message: `${titleOf(card)} took over ${timeout} ms.` });
  }
  return result;
}

/** Runs one card of a body and keeps what it puts out. @throws CardError when it fails; FlowDefect */
export async function runCard(card: CardJson, plan: BodyPlan, made: Made, frame: Frame): Promise<CardResult> {
  const { simulation, execution, within } = frame;
  const { flow } = execution;
  const run = runOf(flow, card);
  const kind = kindOf(card);
  const known = { execution, flow, within, card: titleOf(card), kind, at: simulation.now() };
  for (let retries = 0; ; retries += 1) {
    let inputs: ReadonlyMap<FieldJson, Value> = new Map();
    const note = (outputs: ReadonlyMap<FieldJson, Value>, error?: CardError): void =>
      simulation.note({ ...known, inputs: shown(inputs), outputs: shown(outputs), error, retries });
    try {
      inputs = readInputs(flow, card, plan, made, simulation.switches);
      const result = await attempt(run, { card, frame, inputs });
      const outputs = takeOutputs(flow, card, result.outputs);
      made.set(card, new Map([...outputs].map(([{ id }, value]) => [id, value])));
      note(outputs);
      return result;
    } catch (thrown) {
      if (!(thrown instanceof CardError)) throw thrown;
      const delay = retryDelay(card, thrown, retries, simulation.random);
      if (delay === undefined) {
        const module = kind.split(':')[0] ?? '';
        note(
          new Map(),
          thrown.at({ flo: flow, method: known.card, module, execution: execution.id, retry_count: retries }),
        );
        throw thrown;
      }
      await simulation.pause(execution, delay);
    }
  }
}
