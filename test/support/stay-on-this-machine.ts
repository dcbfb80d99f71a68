import dns from 'node:dns';

const done = Symbol.for('stay-on-this-machine');
const HERE: ReadonlySet<unknown> = new Set(['localhost', '127.0.0.1', '::1']);

type Lookup = (host: string, options: unknown, callback?: unknown) => void;

/** Lets every host but this one be unknown to this process, once and for all: no test leaves the machine. */
export function stayOnThisMachine(): void {
  const names = dns as { lookup: Lookup; [done]?: true };
  if (names[done]) return;
  names[done] = true;
  const { lookup } = names;
  names.lookup = (host, options, callback) => {
    if (HERE.has(host)) return lookup(host, options, callback);
    const answer = (callback ?? options) as (error: Error) => void;
    const error = new Error(`A test may not leave the machine, and ${host} is elsewhere`);
    process.nextTick(answer, Object.assign(error, { code: 'ENOTFOUND', hostname: host }));
  };
}
