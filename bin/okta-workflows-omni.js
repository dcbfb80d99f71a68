#!/usr/bin/env node
// JavaScript that an old Node reads too: it runs the command on a Node that can, this one or the one that npm brings.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const LEAST = [22, 18];
const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const sources = join(root, 'src/cli.ts');
/** A checkout runs its sources; the package has the build alone. */
const command = existsSync(sources) ? sources : join(root, 'dist/src/cli.js');

function isEnough() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  return major > LEAST[0] || (major === LEAST[0] && minor >= LEAST[1]);
}

/** The program of the package `node`, whose version this one was tested with. */
function nodeOfNpm() {
  try {
    const folder = dirname(createRequire(import.meta.url).resolve('node/package.json'));
    return ['node', 'node.exe'].map((name) => join(folder, 'bin', name)).find((path) => existsSync(path));
  } catch {
    return undefined; // it is not installed
  }
}

/** Runs the command in a process of its own, which gets the signals of this one and whose end is this one's. */
function runOn(node) {
  const child = spawn(node, [command, ...process.argv.slice(2)], { stdio: 'inherit' });
  const passOn = (signal) => child.kill(signal);
  for (const signal of ['SIGTERM', 'SIGHUP']) process.on(signal, passOn);
  // The terminal sends this one to both.
  process.on('SIGINT', () => undefined);
  child.once('exit', (code, signal) => {
    process.removeAllListeners();
    if (signal === null) process.exitCode = code;
    else process.kill(process.pid, signal);
  });
}

const node = isEnough() ? undefined : nodeOfNpm();
if (isEnough()) {
  await import(pathToFileURL(command).href);
} else if (node === undefined) {
  process.stderr.write(
    `okta-workflows-omni needs Node ${LEAST.join('.')} or later, and this is ${process.versions.node}. ` +
      'npm installs one beside it, if the script of the package node may run: `npm rebuild node`.\n',
  );
  process.exitCode = 1;
} else {
  runOn(node);
}
