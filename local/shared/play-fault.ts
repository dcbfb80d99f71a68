import type { Request, RequestHandler, Response } from 'express';
import type { Clock } from '../../src/base/clock.ts';
import type { Fault, FaultScript } from './fault-script.ts';
import type { LoggedRequest } from './request-log.ts';

/** How the double words the refusals that a fault may ask for. */
export interface Refusals {
  readonly tooManyRequests: (res: Response, retryAfterSeconds: number | undefined) => void;
  readonly serverError: (res: Response) => void;
}

interface Surroundings {
  readonly clock: Clock;
  readonly refusals: Refusals;
}

type Player<K extends Fault['kind']> = (
  fault: Extract<Fault, { kind: K }>,
  req: Request,
  res: Response,
  handle: () => void,
  surroundings: Surroundings,
) => void;

/** Lets the request take effect, then does `instead` where the answer would have been sent. */
function replaceAnswer(res: Response, handle: () => void, instead: (body: unknown) => void): void {
  const { end } = res;
  res.end = ((body: unknown) => {
    res.end = end;
    instead(body);
    return res;
  }) as Response['end'];
  handle();
}

/** Sends the head with the full length and half of the body, then breaks the connection. */
function cutBody(res: Response, body: unknown): void {
  const whole = Buffer.from(typeof body === 'string' || Buffer.isBuffer(body) ? body : '');
  res.write(whole.subarray(0, whole.length / 2), () => res.destroy());
}

const PLAYERS: { [K in Fault['kind']]: Player<K> } = {
  latency: ({ ms }, _req, _res, handle, { clock }) => void clock.sleep(ms).then(handle),
  held: ({ until }, _req, _res, handle) => void until.then(handle),
  'reset-before': (_fault, req) => void req.socket.destroy(),
  'reset-after': (_fault, req, res, handle) => replaceAnswer(res, handle, () => req.socket.destroy()),
  'silence-before': () => undefined,
  'silence-after': (_fault, _req, res, handle) => replaceAnswer(res, handle, () => undefined),
  'cut-body': (_fault, _req, res, handle) => replaceAnswer(res, handle, (body) => cutBody(res, body)),
  'too-many-requests': ({ retryAfterSeconds }, _req, res, _handle, { refusals }) =>
    refusals.tooManyRequests(res, retryAfterSeconds),
  'server-error': (_fault, _req, res, _handle, { refusals }) => refusals.serverError(res),
  'server-error-after': (_fault, _req, res, handle, { refusals }) =>
    replaceAnswer(res, handle, () => refusals.serverError(res)),
  'bad-gateway': (_fault, _req, res) => void res.status(502).type('html').send('<h1>502 Bad Gateway</h1>'),
  'wrong-json': (_fault, _req, res) => void res.json([{ unexpected: true }]),
  redirect: ({ to = '/login' }, _req, res) => res.redirect(302, to),
  answer: ({ status, body }, _req, res) =>
    void (body === undefined ? res.sendStatus(status) : res.status(status).json(body)),
};

/** Plays the faults of the script on the requests they wait for. */
export function playFault(faults: FaultScript, surroundings: Surroundings): RequestHandler {
  return (req, res, next) => {
    const fault = faults.take(req.method, req.path);
    if (!fault) return next();
    const entry: LoggedRequest = res.locals.request;
    entry.fault = fault.kind;
    const play = PLAYERS[fault.kind] as Player<Fault['kind']>;
    play(fault as never, req, res, next, surroundings);
  };
}
