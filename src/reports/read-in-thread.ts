import { Worker } from 'node:worker_threads';
import type { ModelReading } from '../models/model-reading.ts';

/** A megabyte of YAML takes about a second, and the largest model that Omni's client takes is twenty. */
const LIMITS = { ms: 120_000, heapMb: 1_024 } as const;

const ENTRY = new URL(import.meta.url.endsWith('.ts') ? './model-thread.ts' : './model-thread.js', import.meta.url);

/** Why a model is too much for us, as the end of a sentence. That is not the same as one that says nothing. */
export interface TooMuch {
  readonly tooMuch: string;
}

/**
 * Reads the files of a model beside the calls: a megabyte of YAML would hold them up for a second. Time and memory have
 * an end, whatever the files hold.
 */
export function readInThread(
  files: Readonly<Record<string, unknown>>,
  { ms, heapMb }: { readonly ms: number; readonly heapMb: number } = LIMITS,
): Promise<ModelReading | TooMuch> {
  const worker = new Worker(ENTRY, { workerData: files, resourceLimits: { maxOldGenerationSizeMb: heapMb } });
  return new Promise<ModelReading | TooMuch>((resolve) => {
    const timer = setTimeout(() => resolve({ tooMuch: `it takes more than ${ms / 1_000} seconds` }), ms);
    worker.once('message', resolve);
    worker.once('error', ({ message }: Error) => resolve({ tooMuch: message }));
    worker.once('exit', () => {
      clearTimeout(timer);
      resolve({ tooMuch: 'it could not be gone through' });
    });
  }).finally(() => worker.terminate());
}
