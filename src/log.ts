import { type DestinationStream, type Logger, type LoggerOptions, pino } from 'pino';

export type Log = Logger;

/**
 * The log: JSON lines on standard output. No line holds a key, a token or an attribute value; the paths below are a
 * second fence for objects that were logged by mistake.
 *
 * @param level a pino level
 */
export function createLog(level: string, destination?: DestinationStream): Log {
  const options: LoggerOptions = {
    level,
    base: null,
    redact: ['*.authorization', '*.Authorization', '*.token', '*.values', '*.jwtString', '*.config'],
  };
  return destination ? pino(options, destination) : pino(options);
}
