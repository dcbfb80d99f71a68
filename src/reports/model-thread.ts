import { parentPort, workerData } from 'node:worker_threads';
import { readModel } from '../models/read-model.ts';

/** The thread of `readInThread`: reads one model and ends. */
parentPort?.postMessage(readModel(workerData as Record<string, unknown>));
