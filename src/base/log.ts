import { hostname } from 'node:os';
import { type DestinationStream, type Logger, type LoggerOptions, pino } from 'pino';
import { type BatchedOutput, batchedOutput } from './batched-output.ts';
import { hideSecrets } from './hide-secrets.ts';
import { version } from './version.ts';

export interface Log extends Logger {
  /**
   * Makes a line a moment from now, as of now: for lines that are many (`batchedOutput`).
   *
   * @param makeLine calls a method of this log, or of a child of it
   */
  soon(makeLine: () => void): void;
}

const MAX_CAUSES = 5;

/**
 * What is told of an error: never its other properties, since those of a failed statement are its parameters or the
 * row, and with them attribute values. https://www.postgresql.org/docs/current/protocol-error-fields.html
 */
function shownError(thrown: unknown, depth = 0): object | undefined {
  if (typeof thrown !== 'object' || thrown === null || depth > MAX_CAUSES) return undefined;
  const { name, code, message, stack, cause } = thrown as Partial<NodeJS.ErrnoException>;
  return { type: name, code, message, stack, cause: shownError(cause, depth + 1) };
}

/**
 * The log: JSON lines on standard output, each with the host and the version. No line holds a key, a token or an
 * attribute value: the secrets of this process are taken out of the finished line, and the paths below are a second
 * fence for objects that were logged by mistake.
 *
 * @param level a pino level
 * @param destination standard output by `batchedOutput`, unless given
 */
export function createLog(level: string, destination: DestinationStream | BatchedOutput = batchedOutput()): Log {
  /** Of a line that is made later than what it tells of. */
  let toldAt: number | undefined;
  const options: LoggerOptions = {
    level,
    base: { host: hostname(), version },
    timestamp: () => `,"time":${toldAt ?? Date.now()}`,
    serializers: { err: (thrown: unknown) => shownError(thrown) },
    hooks: { streamWrite: hideSecrets },
    redact: ['*.authorization', '*.Authorization', '*.token', '*.values', '*.jwtString', '*.config'],
  };
  const soon = (makeLine: () => void): void => {
    const now = Date.now();
    const asOfNow = (): void => {
      toldAt = now;
      makeLine();
      toldAt = undefined;
    };
    if ('soon' in destination) destination.soon(asOfNow);
    else asOfNow();
  };
  return Object.assign(pino(options, destination), { soon });
}
