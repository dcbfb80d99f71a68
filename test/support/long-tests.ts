import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const ROOT = join(import.meta.dirname, '../..');

/** What only the long run plays: many kills, several processes, real time, hours of a virtual clock, pictures. */
export const ONLY_LONG: readonly string[] = [
  '/test/backup/commands',
  '/test/crash/(push|stalled|hook|notification)-',
  '/test/crash/everything/',
  '/test/(jobs|store)/crash/',
  '/test/changes/large-burst',
  '/test/cli/engines',
  '/test/console/chromium/',
  '/test/deploy/image',
  '/test/docs/run-commands',
  '/test/flows/every-fault/',
  '/test/jobs/call-overtakes-job',
  '/test/jobs/push-memory',
  '/test/(reports|sync)/large',
  '/test/sync/killed',
  '/test/reports/interrupted',
  '/test/cli/sandbox-switched',
  '/test/cli/(sandbox|starter)\\.',
  '/test/local/simulator/(command|packs/nightly-push)\\.',
  '/test/local/simulator/packs/nightly-push-large',
  '/test/omni/limiters',
  '/test/restore/old-copy',
  '/test/store/embedded-memory',
  '/test/store/template-broken',
  '/test/tools/generate/fresh',
  '/test/tools/flows/picture',
  '/test/upgrade/',
];

/** What gives the everyday run a part of the cases, and the long run the rest. */
const IN_PART =
  /import \{[^}]*\b(databases|crossedDatabases|partOf|atOnce|RUNS)\b[^}]*\} from '[^']*\/support\/(databases|part-of|at-once|runs)\.ts'/;

/** The files that the everyday run plays in part, by their place in the project. */
export const inPart = (): string[] =>
  globSync('test/**/*.test.ts', { cwd: ROOT })
    .filter((path) => IN_PART.test(readFileSync(join(ROOT, path), 'utf8')))
    .map((path) => `/${path.replaceAll('\\', '/')}`);

/** The patterns of the files of the long run: what only it plays, and what the everyday run plays in part. */
export const longRun = (): string[] => [
  ...ONLY_LONG.map((place) => `^(?=.*${place}).*\\.test\\.ts$`),
  ...inPart().map((path) => `${path.replaceAll('.', '\\.')}$`),
];
