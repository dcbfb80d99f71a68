import type { Request, RequestHandler, Response } from 'express';
import type { Clock } from '../../clock.ts';
import type { Fault, FaultScript } from './fault-script.ts';
import { OmniError, sendError } from './omni-error.ts';
import type { OmniRequest } from './request-log.ts';

type Player<K extends Fault['kind']> = (
  fault: Extract<Fault, { kind: K }>,
  req: Request,
  res: Response,
  handle: () => void,
  clock: Clock,
) => void;

/** Lets the request take effect, then does `instead` where the answer would have been sent. */
function replaceAnswer(res: Response, handle: () => void, instead: (body: unknown) => void): void {
  res.end = ((body: unknown) => {
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
  latency: ({ ms }, _req, _res, handle, clock) => void clock.sleep(ms).then(handle),
  'reset-before': (_fault, req) => void req.socket.destroy(),
  'reset-after': (_fault, req, res, handle) => replaceAnswer(res, handle, () => req.socket.destroy()),
  'silence-before': () => undefined,
  'silence-after': (_fault, _req, res, handle) => replaceAnswer(res, handle, () => undefined),
  'cut-body': (_fault, _req, res, handle) => replaceAnswer(res, handle, (body) => cutBody(res, body)),
  'too-many-requests': ({ retryAfterSeconds }, _req, res) => {
    if (retryAfterSeconds !== undefined) res.set('Retry-After', String(retryAfterSeconds));
    sendError(res, new OmniError(429, 'Too Many Requests'));
  },
  'server-error': (_fault, _req, res) => sendError(res, new OmniError(500, 'Internal Server Error')),
  'bad-gateway': (_fault, _req, res) => void res.status(502).type('html').send('<h1>502 Bad Gateway</h1>'),
  'wrong-json': (_fault, _req, res) => void res.json([{ unexpected: true }]),
  redirect: ({ to = '/login' }, _req, res) => res.redirect(302, to),
  answer: ({ status, body }, _req, res) =>
    void (body === undefined ? res.sendStatus(status) : res.status(status).json(body)),
};

/** Plays the faults of the script on the requests they wait for. */
export function playFault(faults: FaultScript, clock: Clock): RequestHandler {
  return (req, res, next) => {
    const fault = faults.take(req.method, req.path);
    if (!fault) return next();
    const entry: OmniRequest = res.locals.request;
    entry.fault = fault.kind;
    const play = PLAYERS[fault.kind] as Player<Fault['kind']>;
    play(fault as never, req, res, next, clock);
  };
}
