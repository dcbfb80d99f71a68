import { parentPort } from 'node:worker_threads';
import { readModel } from '../models/read-model.ts';

/** The thread of `readInThread`: reads one model after the other. */
parentPort?.on('message', (files: Record<string, unknown>) => parentPort?.postMessage(readModel(files)));
