import { join } from 'node:path';
import { createInterface } from 'node:readline';
import axios from 'axios';
import { packageRoot } from '../src/base/package-root.ts';
import { SERVER_CORE, startNode, stopProcess } from './child-process.ts';
import { median } from './load.ts';
import { type Section, shown } from './report.ts';

const LATER_STARTS = 3;

/** Milliseconds from the start of the process until /readyz answers 200. */
async function startOnce(env: NodeJS.ProcessEnv, log: number): Promise<number> {
  const started = performance.now();
  const child = startNode([join(packageRoot, 'src/cli.ts'), 'serve'], { core: SERVER_CORE, env, log }, 'pipe');
  try {
    if (!child.stdout) throw new Error('serve has no output');
    for await (const line of createInterface(child.stdout)) {
      const { msg, url } = JSON.parse(line);
      if (msg !== 'listening') continue;
      await axios.get(`${url}/readyz`);
      return performance.now() - started;
    }
    throw new Error('serve ended before it listened');
  } finally {
    await stopProcess(child);
  }
}

/** How long `serve` takes until it is ready. @param env settings with a DATA_DIR that does not exist yet */
export async function measureStartUp(env: NodeJS.ProcessEnv, log: number): Promise<Section> {
  const first = await startOnce(env, log);
  const later: number[] = [];
  for (let start = 0; start < LATER_STARTS; start += 1) later.push(await startOnce(env, log));
  return {
    title: 'Start-up of `serve`, until /readyz answers 200',
    head: ['', 'seconds', 'goal'],
    rows: [
      ['first start, which makes the embedded database', shown(first / 1_000), '< 6'],
      ['later start', shown(median(later) / 1_000), '< 1'],
    ],
    notes: [`One first start; the median of ${LATER_STARTS} later ones.`],
  };
}
