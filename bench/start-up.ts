import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import axios from 'axios';
import { packageRoot } from '../src/base/package-root.ts';
import { SERVER_CORE, startNode, stopProcess } from './child-process.ts';
import { median } from './load.ts';
import { benchServer } from './postgres.ts';
import { type Section, shown } from './report.ts';

const LATER_STARTS = 3;
/** What the package runs; a checkout that was not built has the sources alone. */
const BUILD = join(packageRoot, 'dist/src/cli.js');
const isBuilt = existsSync(BUILD);

/** What one start has taken until /readyz answered 200. */
interface Start {
  /** From the start of the process. */
  readonly milliseconds: number;
  /** Of all its threads. NaN where the system does not tell. */
  readonly processorMs: number;
  /** The most memory so far. NaN where the system does not tell. */
  readonly peakMb: number;
}

/** One tick of /proc/<pid>/stat, https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html (USER_HZ). */
const TICK_MS = 10;

/** What Linux tells of a process. */
function usageOf(pid: number | undefined): Pick<Start, 'processorMs' | 'peakMb'> {
  const place = `/proc/${pid}`;
  if (!existsSync(place)) return { processorMs: Number.NaN, peakMb: Number.NaN };
  const fields = readFileSync(join(place, 'stat'), 'utf8').split(') ').at(-1)?.split(' ') ?? [];
  const [, peak] = /VmHWM:\s*(\d+)/.exec(readFileSync(join(place, 'status'), 'utf8')) ?? [];
  return { processorMs: (Number(fields[11]) + Number(fields[12])) * TICK_MS, peakMb: Number(peak) / 1_024 };
}

async function startOnce(env: NodeJS.ProcessEnv, log: number): Promise<Start> {
  const started = performance.now();
  const file = isBuilt ? BUILD : join(packageRoot, 'src/cli.ts');
  const child = startNode([file, 'serve'], { core: SERVER_CORE, env, log }, 'pipe');
  try {
    if (!child.stdout) throw new Error('serve has no output');
    for await (const line of createInterface(child.stdout)) {
      const { msg, url } = JSON.parse(line);
      if (msg !== 'listening') continue;
      await axios.get(`${url}/readyz`);
      return { milliseconds: performance.now() - started, ...usageOf(child.pid) };
    }
    throw new Error('serve ended before it listened');
  } finally {
    await stopProcess(child);
  }
}

/** The median of several later starts. */
async function startAgain(env: NodeJS.ProcessEnv, log: number): Promise<Start> {
  const starts: Start[] = [];
  for (let start = 0; start < LATER_STARTS; start += 1) starts.push(await startOnce(env, log));
  const of = (field: keyof Start): number => median(starts.map((start) => start[field]));
  return { milliseconds: of('milliseconds'), processorMs: of('processorMs'), peakMb: of('peakMb') };
}

async function startOnServer(env: NodeJS.ProcessEnv, log: number): Promise<Start> {
  const server = await benchServer();
  try {
    const onServer = { ...env, DATABASE_URL: (await server.newDatabase()).reveal() };
    // It makes its tables.
    await startOnce(onServer, log);
    return await startAgain(onServer, log);
  } finally {
    await server.stop();
  }
}

/** How long `serve` takes until it is ready. @param env settings with a DATA_DIR that does not exist yet */
export async function measureStartUp(env: NodeJS.ProcessEnv, log: number): Promise<Section> {
  const row = (name: string, { milliseconds, processorMs, peakMb }: Start, seconds: string, mb: string): string[] => [
    name,
    shown(milliseconds / 1_000),
    isBuilt ? seconds : '',
    shown(processorMs / 1_000),
    shown(peakMb),
    mb,
  ];
  return {
    title: 'Start-up of `serve`, until /readyz answers 200',
    head: ['', 'seconds', 'goal', 'CPU seconds', 'most MB', 'goal'],
    rows: [
      row('first start, which unpacks the embedded database', await startOnce(env, log), '< 3', '< 400'),
      row('later start', await startAgain(env, log), '< 1.5', '< 300'),
      row('later start, on a PostgreSQL server', await startOnServer(env, log), '', '< 150'),
    ],
    notes: [
      `One first start; the median of ${LATER_STARTS} later ones. "Most MB" is the peak until then. ${isBuilt ? 'Of the build, as the package runs it.' : 'Of the sources: `npm run build` makes what the package runs.'}`,
    ],
  };
}
