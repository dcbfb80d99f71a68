import { Worker } from 'node:worker_threads';
import { type ModelReading, NOTHING_READ } from '../models/model-reading.ts';

/** A megabyte of YAML takes about a second, and the largest model that Omni's client takes is twenty. */
const MAX_MS = 120_000;
const MAX_HEAP_MB = 1_024;

const ENTRY = new URL(import.meta.url.endsWith('.ts') ? './model-thread.ts' : './model-thread.js', import.meta.url);

/** What is told of a model that is too much for us: others are read. */
const tooMuch = (message: string): ModelReading => ({ ...NOTHING_READ, problems: [{ file: '', line: 1, message }] });

/**
 * Reads the files of a model beside the calls: a megabyte of YAML would hold them up for a second. Time and memory have
 * an end, whatever the files hold.
 */
export function readInThread(files: Readonly<Record<string, string>>): Promise<ModelReading> {
  const worker = new Worker(ENTRY, { workerData: files, resourceLimits: { maxOldGenerationSizeMb: MAX_HEAP_MB } });
  return new Promise<ModelReading>((resolve) => {
    const timer = setTimeout(() => resolve(tooMuch(`it takes more than ${MAX_MS / 1_000} seconds`)), MAX_MS);
    worker.once('message', resolve);
    worker.once('error', ({ message }: Error) => resolve(tooMuch(message)));
    worker.once('exit', () => {
      clearTimeout(timer);
      resolve(tooMuch('it could not be gone through'));
    });
  }).finally(() => worker.terminate());
}
