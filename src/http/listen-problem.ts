import { StartProblem } from '../errors/start-problem.ts';

const REASONS: Readonly<Record<string, readonly [setting: 'HOST' | 'PORT', reason: string, fix: string]>> = {
  EADDRINUSE: ['PORT', 'is in use by another process', 'Stop that one, or choose another PORT.'],
  EACCES: ['PORT', 'may not be listened on by this user', 'Choose a PORT from 1024 on, or allow it to the user.'],
  EADDRNOTAVAIL: ['HOST', 'is no address of this machine', 'Take 0.0.0.0 for all of them, or 127.0.0.1.'],
  EAFNOSUPPORT: ['HOST', 'is of a kind that this machine does not have', 'Take 0.0.0.0 or 127.0.0.1.'],
  ENOTFOUND: ['HOST', 'is a name that is not found', 'Take an address of this machine, such as 0.0.0.0.'],
  EAI_AGAIN: ['HOST', 'is a name that cannot be looked up', 'Take an address of this machine, such as 0.0.0.0.'],
};

/** Why an address cannot be listened on: setting, reason, fix. What is not known stays as it is. */
export function listenProblem(thrown: unknown, host: string, port: number): unknown {
  const { code = '' } = thrown as NodeJS.ErrnoException;
  const known = REASONS[code];
  if (!known) return thrown;
  const [setting, reason, fix] = known;
  const what = setting === 'HOST' ? host : `${port} of ${host}`;
  return new StartProblem(setting, `${what} ${reason} (${code})`, fix, { cause: thrown });
}
