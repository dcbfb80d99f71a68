import express, { type Request, type RequestHandler } from 'express';
import { ConnectorError, type ErrorDetail } from '../errors.ts';
import { pointerStep } from '../schema/problems.ts';

const MAX_DEPTH = 20;
/** Keys that reach an object's prototype when code copies them; no reference bears such a name. */
const FORBIDDEN_KEYS: ReadonlySet<string> = new Set(['__proto__', 'constructor', 'prototype']);

const refuse = (problem: string, details: ErrorDetail[] = []): never => {
  throw new ConnectorError('BODY_NOT_JSON', { problem }, details);
};

/** Half a surrogate pair becomes another character on its way to Omni, and PostgreSQL cannot keep a NUL. */
const arrivesAsSent = (text: string): boolean => text.isWellFormed() && !text.includes('\0');

function inspectText(text: string, path: string): void {
  if (arrivesAsSent(text)) return;
  refuse('it holds text that cannot be stored', [{ path, message: 'holds half a surrogate pair or a NUL character' }]);
}

function inspect(value: unknown, path: string, depth: number): void {
  if (typeof value === 'string') inspectText(value, path);
  if (typeof value !== 'object' || value === null) return;
  if (depth > MAX_DEPTH) refuse(`it is nested deeper than ${MAX_DEPTH} levels`);
  for (const [key, inner] of Object.entries(value)) {
    inspectText(key, path);
    if (FORBIDDEN_KEYS.has(key)) {
      refuse(`it uses the key ${key}`, [{ path: `${path}/${key}`, message: 'is not allowed as a key' }]);
    }
    inspect(inner, path + pointerStep(key), depth + 1);
  }
}

/** Refuses what is not JSON before a byte of it is read. */
const jsonOnly: RequestHandler = (request, _response, next) => {
  const hasBody =
    request.headers['transfer-encoding'] !== undefined || Number(request.headers['content-length'] ?? 0) > 0;
  if (hasBody && !request.is('application/json')) {
    const type = request.headers['content-type']?.split(';')[0]?.slice(0, 80) || 'no type';
    throw new ConnectorError('BODY_WRONG_TYPE', { type });
  }
  next();
};

/** Reads the body of an action call, up to the limit. */
export const parseBody = (maxBytes: number): RequestHandler[] => [jsonOnly, express.json({ limit: maxBytes })];

/**
 * The JSON object of an action call. No body at all is an empty object, since a card for an action without inputs may
 * send none.
 *
 * @throws ConnectorError BODY_NOT_JSON
 */
export function bodyOf(request: Request): Record<string, unknown> {
  const body: unknown = request.body ?? {};
  if (typeof body !== 'object' || body === null || Array.isArray(body)) return refuse('it is a list or a single value');
  inspect(body, '', 1);
  return body as Record<string, unknown>;
}
