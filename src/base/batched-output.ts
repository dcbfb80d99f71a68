import { type DestinationStream, pino } from 'pino';

/** A line of this level or above takes those before it along at once: after it the process may be killed. */
const AT_ONCE = pino.levels.values.warn ?? 40;
const KEPT_MS = 100;
const BATCH_CHARACTERS = 65_536;

/** pino tells a stream with this of what level a line is. https://getpino.io/#/docs/api?id=destination */
const TOLD_OF_LEVELS = Symbol.for('pino.metadata');

/** Does something a moment from now; it keeps no process alive. */
type Later = (work: () => void) => void;

const inAMoment: Later = (work) => {
  setTimeout(work, KEPT_MS).unref();
};

/** Most lines that are made at once. */
const MOST_KEPT = 64;

/** Where lines of a log go, written several at once. */
export interface BatchedOutput extends DestinationStream {
  /**
   * Makes a line with those that are written with it, since in turn each costs a fifth of what it costs between other
   * work. It must hold no object that changes meanwhile.
   */
  soon(makeLine: () => void): void;
}

/**
 * Lines of a log, written several at once, since each write costs as much as a tenth of a call: after a moment, with a
 * line that warns, and when the process ends, also by an error that nobody has caught. What is killed loses the lines
 * of its last moment that told of nothing wrong.
 *
 * @param fd where to, standard output unless given
 */
export function batchedOutput(fd = 1, later: Later = inAMoment): BatchedOutput {
  const output = pino.destination({ dest: fd, sync: true });
  /** Not by the stream's own `minLength`: to empty that, it has the disk confirm each batch, and everybody waits. */
  let made = '';
  let toMake: (() => void)[] = [];
  let isDue = false;
  const make = (): void => {
    const lines = toMake;
    toMake = [];
    for (const makeLine of lines) makeLine();
  };
  const send = (): void => {
    if (made !== '') output.write(made);
    made = '';
  };
  const flush = (): void => {
    isDue = false;
    make();
    send();
  };
  let endsWithProcess = false;
  const plan = (): void => {
    if (!endsWithProcess) process.once('exit', flush);
    endsWithProcess = true;
    if (!isDue) later(flush);
    isDue = true;
  };
  const batched = {
    [TOLD_OF_LEVELS]: true,
    lastLevel: 0,
    write(line: string): void {
      const { lastLevel } = batched;
      plan();
      if (lastLevel >= AT_ONCE) make();
      made += line;
      if (lastLevel >= AT_ONCE || made.length >= BATCH_CHARACTERS) send();
    },
    soon(makeLine: () => void): void {
      plan();
      toMake.push(makeLine);
      if (toMake.length >= MOST_KEPT) make();
    },
  };
  return batched;
}
