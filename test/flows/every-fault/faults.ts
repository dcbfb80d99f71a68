import type { Fault } from '../../../local/shared/fault-script.ts';

/** A request about one user that goes wrong once. */
export interface Trouble {
  /** For the page. */
  readonly title: string;
  /** The write, or the read by id that follows it. */
  readonly meets: 'write' | 'read back';
  readonly fault: Exclude<Fault, { kind: 'held' }> | 'held';
}

const refused = (status: number): Fault => ({ kind: 'answer', status, body: { detail: 'No', status } });

type Fixed = Exclude<Trouble['fault'], 'held'>;

const BOTH: readonly (readonly [title: string, fault: Fixed])[] = [
  ['is answered late', { kind: 'latency', ms: 2_000 }],
  ['breaks off before it arrives', { kind: 'reset-before' }],
  ['breaks off in the answer', { kind: 'cut-body' }],
  ['429', { kind: 'too-many-requests', retryAfterSeconds: 1 }],
  ['500', { kind: 'server-error' }],
  ['502 with a page of HTML', { kind: 'bad-gateway' }],
  ['200 with JSON of another shape, without effect', { kind: 'wrong-json' }],
  ['redirect', { kind: 'redirect' }],
  ...[400, 401, 403, 404, 422].map((status) => [`${status}`, refused(status) as Fixed] as const),
];

const WRITES_ONLY: readonly (readonly [title: string, fault: Trouble['fault']])[] = [
  ['is held until somebody wants another value', 'held'],
  ['breaks off after it took effect', { kind: 'reset-after' }],
  ['500 after it took effect', { kind: 'server-error-after' }],
];

/** Everything that is played on each Omni that may exist. A silence is a broken connection after 15 s. */
export const TROUBLES: readonly Trouble[] = [
  ...[...WRITES_ONLY, ...BOTH].map(([title, fault]): Trouble => ({ title, meets: 'write', fault })),
  ...BOTH.map(([title, fault]): Trouble => ({ title, meets: 'read back', fault })),
];
