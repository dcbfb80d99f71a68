import { closeSync, mkdtempSync, openSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import axios from 'axios';
import { type Helper, LOAD_CORE, pinned, pinSelf, SERVER_CORE, startHelper } from './child-process.ts';
import { machine } from './machine.ts';
import { measurePacedCalls } from './paced-calls.ts';
import { asMarkdown, asText, type Section, writePage } from './report.ts';
import { measureStartUp } from './start-up.ts';
import { measureSteps } from './steps.ts';
import type { Surroundings } from './surroundings-server.ts';
import { measureThroughput } from './throughput.ts';
import { measureWrites } from './writes.ts';
import { measureWrongBodies } from './wrong-bodies.ts';

type Server = Helper<{ readonly url: string }>;

const { values: options } = parseArgs({ options: { write: { type: 'boolean', default: false } } });
const say = (text: string): boolean => process.stdout.write(`${text}\n`);

/** So high that the pacing does not show; the local Omni has no limit. */
const UNPACED = '100000';

const settingsFor = ({ omniUrl, omniKey, issuer, audience }: Surroundings, dataDir: string) => ({
  HOST: '127.0.0.1',
  PORT: '0',
  OMNI_BASE_URL: omniUrl,
  OMNI_API_KEYS: omniKey,
  OMNI_REQUESTS_PER_MINUTE: UNPACED,
  OKTA_ISSUER: issuer,
  OKTA_AUDIENCE: audience,
  DATA_DIR: dataDir,
  LOG_LEVEL: 'info',
});

/** What the connector answers, for the bare server to answer the same. */
async function answersOf(connector: Server, token: string, actions: readonly string[]): Promise<string> {
  const headers = { authorization: `Bearer ${token}` };
  const ask = async (action: string) => {
    const { data } = await axios.post(`${connector.ready.url}/v1/actions/${action}`, {}, { headers });
    return [action, data] as const;
  };
  return JSON.stringify(Object.fromEntries(await Promise.all(actions.map(ask))));
}

const whichCores = pinned
  ? 'The server has a core of its own, the load and the local Okta and Omni have another (taskset).'
  : 'Nothing is pinned to a core: taskset or a second core is missing, so load and server disturb each other.';
const where = machine('npm run bench', whichCores);

async function measureAll(folder: string, log: number): Promise<Section[]> {
  const helpers: Helper<unknown>[] = [];
  const start = async <Ready>(file: string, core: number, env: NodeJS.ProcessEnv = {}): Promise<Helper<Ready>> => {
    const helper = await startHelper<Ready>(file, { core, env, log });
    helpers.push(helper);
    return helper;
  };
  const sections: Section[] = [];
  const report = async (section: Promise<Section>): Promise<void> => {
    sections.push(await section);
    say(asText(await section));
  };
  try {
    const { ready: surroundings } = await start<Surroundings>('surroundings-server.ts', LOAD_CORE);
    const settings = settingsFor(surroundings, join(folder, 'data'));
    await report(measureStartUp(settings, log));
    await report(measureSteps(log));
    await report(measurePacedCalls());
    const connector: Server = await start('connector-server.ts', SERVER_CORE, settings);
    const answers = await answersOf(connector, surroundings.tokens[0] ?? '', ['ping', 'list-attributes']);
    const bare: Server = await start('bare-server.ts', SERVER_CORE, { BENCH_ANSWERS: answers });
    await report(measureThroughput(bare, connector, surroundings));
    await report(measureWrites(connector, surroundings));
    await report(measureWrongBodies(connector, surroundings));
    return sections;
  } finally {
    for (const helper of helpers.toReversed()) await helper.stop();
  }
}

pinSelf(LOAD_CORE);
say(where);
const folder = mkdtempSync(join(tmpdir(), 'bench-'));
const log = openSync(join(folder, 'log'), 'w');
try {
  const sections = await measureAll(folder, log);
  if (options.write) writePage('docs/performance.md', 'npm run bench -- --write', [where, ...sections.map(asMarkdown)]);
  rmSync(folder, { recursive: true });
} catch (thrown) {
  say(`The log of the servers is kept in ${folder}.`);
  throw thrown;
} finally {
  closeSync(log);
}
