import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { OMNI_SWITCHES, parseOmniSwitch } from '../../local/omni/switches.ts';
import { createLog } from '../base/log.ts';
import { fail } from './fail.ts';
import { say } from './push/terminal.ts';
import { demo } from './sandbox/demo.ts';
import { SAMPLE_POLICY, startSandbox } from './sandbox/start-sandbox.ts';
import { welcome } from './sandbox/welcome.ts';
import { stopSignal } from './stop-signal.ts';

interface Options {
  readonly demo?: boolean;
  readonly port?: number;
  /** A policy of one's own. */
  readonly policy?: string;
  readonly requestsPerMinute?: number;
  readonly switch: readonly string[];
  readonly listSwitches?: boolean;
}

const DEFAULT_PORT = 8_080;
/** What Omni allows each key. https://docs.omni.co/api/rate-limits */
const OMNI_LIMIT = 60;
/** So that the demo takes seconds where Omni's limit would take minutes. */
const DEMO_LIMIT = 6_000;

function listSwitches(): string {
  const lines = Object.entries(OMNI_SWITCHES).map(([name, { values }]) => `  ${name.padEnd(18)} ${values.join(', ')}`);
  return ['What is not established about Omni, each with the default first:', ...lines].join('\n');
}

const remove = (dataDir: string | undefined): void => {
  if (dataDir !== undefined) rmSync(dataDir, { recursive: true, force: true });
};

/** Runs the sandbox until it is interrupted, or the demo to its end. @returns the exit code */
export async function sandbox(options: Options): Promise<number> {
  if (options.listSwitches) {
    say(listSwitches());
    return 0;
  }
  const switches = (() => {
    try {
      return Object.assign({}, ...options.switch.map(parseOmniSwitch));
    } catch (thrown) {
      return fail(thrown);
    }
  })();
  if (options.demo && options.policy !== undefined) {
    return fail(new Error('The demo is about samples/policy.yaml: leave out either --demo or --policy.'));
  }
  // In a folder, so that commands such as backup reach it; the demo needs none.
  const dataDir = options.demo ? undefined : mkdtempSync(join(tmpdir(), 'omni-sandbox-'));
  const running = await startSandbox({
    port: options.port ?? (options.demo ? 0 : DEFAULT_PORT),
    switches,
    requestsPerMinute: options.requestsPerMinute ?? (options.demo ? DEMO_LIMIT : OMNI_LIMIT),
    log: createLog(options.demo ? 'silent' : 'warn'),
    policy: options.policy ?? SAMPLE_POLICY,
    ...(dataDir !== undefined && { dataDir }),
  }).catch((thrown: unknown) => {
    remove(dataDir);
    return fail(thrown);
  });

  if (options.demo) {
    try {
      return await demo(running, say);
    } finally {
      await running.close();
    }
  }
  const signal = stopSignal();
  running.addHook();
  say(welcome(running));
  await signal;
  await running.close();
  remove(dataDir);
  return 0;
}
