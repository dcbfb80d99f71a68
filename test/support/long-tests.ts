import { globSync, readFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';

const ROOT = join(import.meta.dirname, '../..');

/**
 * What only the long run plays: many kills, several processes, real time, hours of a virtual clock, pictures, programs
 * of others, and of the dearest flows those whose main way another file goes every day.
 */
export const ONLY_LONG: readonly string[] = [
  '/test/auth/junk',
  '/test/backup/commands',
  '/test/changes/(events|large-burst)',
  '/test/cli/(engines|sandbox|sandbox-switched|starter)\\.',
  '/test/console/chromium/',
  '/test/crash/',
  '/test/deploy/image',
  '/test/docs/run-commands',
  '/test/flows/(default-followers|every-fault/)',
  '/test/fuzz/(readers|requests|tokens)',
  '/test/http/batched-output',
  '/test/jobs/(call-overtakes-job|crash/|push-memory)',
  '/test/local/simulator/(command|packs/(errors|events|nightly-.*|others))\\.',
  '/test/models/large-models',
  '/test/notifications/okta-alarms',
  '/test/okta-flows/(interrupted-setup|real-org|setup-values)',
  '/test/omni/limiters',
  '/test/openapi/(client|validators)',
  '/test/order/(again|canceled|clock|events|failed-rows|jobs|not-shown|stalls|syncs|truth)',
  '/test/policy/(killed|large-policies|plan-commands|told|workflow)',
  '/test/pushes/(ambiguous|long-plans|quarantine|refused-user|same-user|turns|when-busy)',
  '/test/reports/(interrupted|large|read-in-thread)',
  '/test/restore/(old-copy|truth)',
  '/test/store/(crash/|embedded-memory|template-)',
  '/test/sync/(killed|large|renamed)',
  '/test/tools/flows/picture',
  '/test/tools/generate/fresh',
  '/test/upgrade/',
];

/** What gives the everyday run a part of the cases, and the long run the rest. */
const IN_PART =
  /import \{[^}]*\b(databases|crossedDatabases|partOf|played|atOnce|RUNS)\b[^}]*\} from '[^']*\/support\/(databases|part-of|played|at-once|runs)\.ts'/;

/** The files that the everyday run plays in part, by their place in the project. */
export const inPart = (): string[] =>
  globSync('test/**/*.test.ts', { cwd: ROOT })
    .filter((path) => IN_PART.test(readFileSync(join(ROOT, path), 'utf8')))
    .map((path) => `/${path.replaceAll('\\', '/')}`);

/** Options of Jest whose value may be a place of tests, and names none to play. */
const OTHER_PLACES = /^(-t|--(testNamePattern|testPathIgnorePatterns|outputFile|coverageDirectory))$/;

/** Whether Jest is told which files or folders to play: by places in the project, as they are or whole. */
export const isNamed = (words: readonly string[]): boolean =>
  words.some(
    (word, at) => !OTHER_PLACES.test(words[at - 1] ?? '') && /^test([\\/]|$)/.test(relative(ROOT, resolve(ROOT, word))),
  );

/** The patterns of the files of the long run: what only it plays, and what the everyday run plays in part. */
export const longRun = (): string[] => [
  ...ONLY_LONG.map((place) => `^(?=.*${place}).*\\.test\\.ts$`),
  ...inPart().map((path) => `${path.replaceAll('.', '\\.')}$`),
];
