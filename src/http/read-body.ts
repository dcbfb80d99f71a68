import type { IncomingMessage } from 'node:http';
import type { Request, Response } from 'express';
import { shownText } from '../base/shown-text.ts';
import { ConnectorError, type ErrorDetail } from '../errors/connector-error.ts';
import { pointerStep } from '../schema/problems.ts';
import { readJson } from './json-text.ts';
import { readBytes } from './read-bytes.ts';
import { bodyWasRead } from './unread-body.ts';

/** Whatever its path. */
type IncomingRequest = IncomingMessage & Pick<Request, 'is'>;

const MAX_DEPTH = 20;
/** Keys that reach an object's prototype when code copies them; no reference bears such a name. */
const FORBIDDEN_KEYS: ReadonlySet<string> = new Set(['__proto__', 'constructor', 'prototype']);

const refuse = (problem: string, details: ErrorDetail[] = []): never => {
  throw new ConnectorError('BODY_NOT_JSON', { problem }, details);
};

/** Half a surrogate pair becomes another character on its way to Omni, and PostgreSQL cannot keep a NUL. */
const arrivesAsSent = (text: string): boolean => text.isWellFormed() && !text.includes('\0');

/** What must not come in, and where: the path is put together on the way back, as good bodies need none. */
interface Unwanted {
  readonly problem: string;
  readonly path: string;
  readonly message: string;
}

const BAD_TEXT: Unwanted = {
  problem: 'it holds text that cannot be stored',
  path: '',
  message: 'holds half a surrogate pair or a NUL character',
};
const TOO_DEEP: Unwanted = {
  problem: `it is nested deeper than ${MAX_DEPTH} levels`,
  path: '',
  message: 'is nested too deeply',
};

function unwantedKey(key: string): Unwanted | undefined {
  if (!arrivesAsSent(key)) return BAD_TEXT;
  if (!FORBIDDEN_KEYS.has(key)) return undefined;
  return { problem: `it uses the key ${key}`, path: pointerStep(key), message: 'is not allowed as a key' };
}

function unwantedIn(value: unknown, depth: number): Unwanted | undefined {
  if (typeof value === 'string') return arrivesAsSent(value) ? undefined : BAD_TEXT;
  if (typeof value !== 'object' || value === null) return undefined;
  if (depth > MAX_DEPTH) return TOO_DEEP;
  const isList = Array.isArray(value);
  for (const [key, inner] of isList ? value.entries() : Object.entries(value)) {
    const bad = typeof key === 'string' ? unwantedKey(key) : undefined;
    if (bad) return bad;
    const found = unwantedIn(inner, depth + 1);
    if (found) return { ...found, path: pointerStep(String(key)) + found.path };
  }
  return undefined;
}

const hasBody = ({ headers }: IncomingMessage): boolean =>
  headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;

/** As most callers send it: nothing to take apart. */
const USUAL_TYPES: ReadonlySet<unknown> = new Set(['application/json', 'application/json; charset=utf-8']);
const CHARSET = /;\s*charset\s*=\s*"?([^";\s]*)/i;

/** Refuses what is not JSON in UTF-8 before a byte of it is read. */
function requireJson(request: IncomingRequest): void {
  const type = request.headers['content-type'] ?? '';
  if (USUAL_TYPES.has(type)) return;
  const [plain] = type.split(';');
  if (!request.is('application/json'))
    throw new ConnectorError('BODY_WRONG_TYPE', { type: shownText(plain || 'no type') });
  const [, charset = 'utf-8'] = CHARSET.exec(type) ?? [];
  if (charset.toLowerCase() !== 'utf-8')
    throw new ConnectorError('BODY_WRONG_TYPE', { type: `application/json in the charset ${shownText(charset)}` });
}

const readStrictly = (bytes: Buffer): unknown => readJson(bytes, MAX_DEPTH);

/**
 * Reads the JSON of a request's body, up to the limit; undefined where there is none.
 *
 * @param read how its bytes are read; as strictly as an action call, unless given
 * @throws ConnectorError BODY_WRONG_TYPE, BODY_TOO_LARGE, BODY_NOT_JSON
 */
export async function readBody(
  request: IncomingRequest,
  response: Response,
  maxBytes: number,
  read: (bytes: Buffer) => unknown = readStrictly,
): Promise<unknown> {
  if (!hasBody(request)) return undefined;
  requireJson(request);
  // RFC 9110, section 10.1.1: who waits for that has sent nothing yet, and would not have had to for a refusal.
  if (request.headers.expect?.toLowerCase() === '100-continue') response.writeContinue();
  const bytes = await readBytes(request, maxBytes);
  bodyWasRead(request, response);
  return bytes.length > 0 ? read(bytes) : undefined;
}

/**
 * The JSON object of an action call. No body at all is an empty object, since a card for an action without inputs may
 * send none.
 *
 * @throws ConnectorError BODY_NOT_JSON
 */
export function objectOf(body: unknown = {}): Record<string, unknown> {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) return refuse('it is a list or a single value');
  const unwanted = unwantedIn(body, 1);
  if (unwanted) {
    const { problem, path, message } = unwanted;
    refuse(problem, [{ path, message }]);
  }
  return body as Record<string, unknown>;
}
