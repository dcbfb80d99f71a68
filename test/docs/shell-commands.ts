import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '../../src/base/package-root.ts';

/** A command of a page, as somebody copies it: lines that go on are one, the comment at its end is none of it. */
export interface PageCommand {
  readonly page: string;
  readonly text: string;
}

const PAGES = [
  'README.md',
  ...readdirSync(join(packageRoot, 'docs'))
    .filter((name) => name.endsWith('.md'))
    .map((name) => `docs/${name}`),
];

const commandsOf = (page: string): PageCommand[] =>
  [...readFileSync(join(packageRoot, page), 'utf8').matchAll(/^ *```(?:sh|bash|shell|console)\n([\s\S]*?)^ *```/gm)]
    .flatMap(([, code = '']) => code.replaceAll(/\\\n\s*/g, ' ').split('\n'))
    .map((line) => line.replace(/(^|\s+)#.*$/, '').trim())
    .filter((text) => text !== '')
    .map((text) => ({ page, text }));

/** Every command that stands in a block of a shell, in the order of the pages. */
export const PAGE_COMMANDS: readonly PageCommand[] = PAGES.flatMap(commandsOf);

/** Commands that run in a test: what they begin with. */
export const RUN_HERE: readonly RegExp[] = [
  /^(npx )?okta-workflows-omni (?!.*--test-notifications)/,
  /^[A-Z_]+=\S+ okta-workflows-omni /,
  // Settings: that they are ones is found out by the command that follows them, and by the test of the blocks of
  // settings.
  /^(export )?[A-Z][A-Z_]+=("[^"]*"|\S+)$/,
  /^(cd deploy|printf|openssl) /,
  /^curl https:\/\/your-connector\//,
];

/** Commands that do not, and why. */
export const NOT_HERE: readonly (readonly [begins: RegExp, reason: string])[] = [
  [/^npm install\b/, 'fetches packages; a checkout in which tests run has them (npm run sandbox: test/cli/sandbox)'],
  [/^npm run sandbox$/, 'test/cli/sandbox runs it, and each command that it prints'],
  [/^npm pack$/, 'builds the package, which test/deploy/image does step by step'],
  [
    /^docker /,
    'needs an engine for images; test/deploy plays the steps of the image in a folder, and reads the compose file',
  ],
  [/--test-notifications/, 'needs Slack or a mail server; test/doctor/notifications sends one by each'],
  [/^(kubectl|helm) /, 'needs a cluster; test/deploy/chart renders and checks the chart'],
  [
    /^(cp|install|systemctl|chown) .*(system|okta-workflows-omni|secrets\/)/,
    'needs root and systemd; test/deploy/unit checks the unit',
  ],
  [/^terraform /, 'needs Terraform; test/cli/setup/terraform holds the file against the schema of the provider'],
];
