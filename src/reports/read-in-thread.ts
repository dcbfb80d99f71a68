import { Worker } from 'node:worker_threads';
import type { ModelReading } from '../models/model-reading.ts';

/** A megabyte of YAML takes about a second, and the largest model that Omni's client takes is twenty. */
const LIMITS = { ms: 120_000, heapMb: 1_024 } as const;

const ENTRY = new URL(import.meta.url.endsWith('.ts') ? './model-thread.ts' : './model-thread.js', import.meta.url);

/** Why a model is too much for us, as the end of a sentence. That is not the same as one that says nothing. */
export interface TooMuch {
  readonly tooMuch: string;
}

/** Longer than the requests for the next model of a report take at Omni's pace of one a second. */
const KEPT_MS = 30_000;

/** A thread that reads one model after the other. */
interface Thread {
  readonly worker: Worker;
  readonly heapMb: number;
  /** Who hears of it now. */
  told: (reading: ModelReading | TooMuch) => void;
}

/** The thread that has read a model last: to start one takes fifty times as long as to read a small model. */
let kept: { readonly thread: Thread; readonly end: NodeJS.Timeout } | undefined;

function startThread(heapMb: number): Thread {
  const worker = new Worker(ENTRY, { resourceLimits: { maxOldGenerationSizeMb: heapMb } });
  const thread: Thread = { worker, heapMb, told: () => undefined };
  worker.on('message', (reading: ModelReading) => thread.told(reading));
  worker.on('error', ({ message }: Error) => thread.told({ tooMuch: message }));
  worker.on('exit', () => thread.told({ tooMuch: 'it could not be gone through' }));
  return thread;
}

function takeThread(heapMb: number): Thread {
  if (kept?.thread.heapMb !== heapMb) return startThread(heapMb);
  const { thread, end } = kept;
  kept = undefined;
  clearTimeout(end);
  thread.worker.ref();
  return thread;
}

function endKept(): void {
  void kept?.thread.worker.terminate();
  kept = undefined;
}

/** Keeps a thread for the next model; it keeps no process from ending. */
function keep(thread: Thread): void {
  if (kept) clearTimeout(kept.end);
  endKept();
  thread.told = endKept;
  thread.worker.unref();
  kept = { thread, end: setTimeout(endKept, KEPT_MS).unref() };
}

/**
 * Reads the files of a model beside the calls: a megabyte of YAML would hold them up for a second. Time and memory have
 * an end, whatever the files hold.
 */
export async function readInThread(
  files: Readonly<Record<string, unknown>>,
  { ms, heapMb }: { readonly ms: number; readonly heapMb: number } = LIMITS,
): Promise<ModelReading | TooMuch> {
  const thread = takeThread(heapMb);
  const { promise, resolve } = Promise.withResolvers<ModelReading | TooMuch>();
  const timer = setTimeout(() => resolve({ tooMuch: `it takes more than ${ms / 1_000} seconds` }), ms);
  thread.told = resolve;
  thread.worker.postMessage(files);
  const reading = await promise;
  clearTimeout(timer);
  if ('tooMuch' in reading) {
    thread.told = () => undefined;
    await thread.worker.terminate();
  } else keep(thread);
  return reading;
}
