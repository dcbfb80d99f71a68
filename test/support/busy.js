// `npm run test:busy`: the tests beside eight busy loops, as on a machine that has other work. Arguments go to `npm test`.
import { spawn } from 'node:child_process';

const LOOPS = 8;
/** A loop ends by itself after this, should this process be gone. */
const LONGEST_MS = 2 * 3_600_000;
const LOOP = `const end = Date.now() + ${LONGEST_MS}; while (Date.now() < end && process.ppid === ${process.pid});`;

const loops = Array.from({ length: LOOPS }, () => spawn(process.execPath, ['-e', LOOP], { stdio: 'ignore' }));
const endLoops = () => {
  for (const loop of loops) loop.kill('SIGKILL');
};

const args = process.argv.slice(2);
const tests = spawn('npm', ['test', '--', ...args], { stdio: 'inherit', shell: process.platform === 'win32' });
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => tests.kill(signal));
tests.on('error', (error) => {
  process.stderr.write(`npm could not be started: ${error.message}\n`);
  process.exitCode = 1;
  endLoops();
});
tests.on('close', (code) => {
  process.exitCode = code ?? 1;
  endLoops();
});
