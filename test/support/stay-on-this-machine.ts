import { isIP, Socket } from 'node:net';

const LOOPBACK = /^(127\.|::1$|::ffff:127\.|localhost$)/;
const done = Symbol.for('stay-on-this-machine');

/** Where a connection is to go, by the arguments of `connect` as Node hands them on; undefined: a path, or the default. */
function hostOf(args: readonly unknown[]): string | undefined {
  const [first] = Array.isArray(args[0]) ? args[0] : args;
  if (typeof first === 'object' && first !== null && 'host' in first) return String(first.host ?? 'localhost');
  return typeof args[1] === 'string' ? args[1] : undefined;
}

/** Lets every connection of this process to another machine fail, once and for all: no test leaves the machine. */
export function stayOnThisMachine(): void {
  const prototype = Socket.prototype as unknown as { connect(...args: unknown[]): Socket; [done]?: true };
  if (prototype[done]) return;
  prototype[done] = true;
  const { connect } = prototype;
  prototype.connect = function connectHere(this: Socket, ...args: unknown[]): Socket {
    const host = hostOf(args);
    if (host === undefined || LOOPBACK.test(host)) return connect.apply(this, args);
    const what = isIP(host) ? 'address' : 'host';
    return this.destroy(new Error(`A test may not leave the machine, and the ${what} ${host} is elsewhere`));
  };
}
