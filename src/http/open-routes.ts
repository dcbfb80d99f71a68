import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type RequestHandler, Router } from 'express';
import type { TokenGuard } from '../auth/token-guard.ts';
import { packageRoot } from '../base/package-root.ts';
import type { Services } from '../services.ts';
import { metricsToken } from './metrics-token.ts';
import { withPublicUrl } from './openapi-document.ts';
import { sharedWork } from './shared-work.ts';
import { showAuditHead } from './show-audit-head.ts';
import { showChanges } from './show-changes.ts';
import { showDrift } from './show-drift.ts';
import { showJobs } from './show-jobs.ts';
import { showSize } from './show-size.ts';
import { warnings } from './warnings.ts';

const readDocument = (path: string): Record<string, unknown> =>
  JSON.parse(readFileSync(join(packageRoot, path), 'utf8'));

/**
 * How long an answer of the database serves whoever asks without a token: on the embedded database there is one
 * connection for all, and those who ask must not keep it from the calls.
 */
const GAUGES_FRESH_MS = 5_000;
const DATABASE_FRESH_MS = 1_000;

/** Sends a document that is made once, when somebody asks for it: few do, and a start need not wait for it. */
function sendDocument(make: () => object): RequestHandler {
  let bytes: Buffer | undefined;
  return (_request, response) => {
    bytes ??= Buffer.from(JSON.stringify(make()));
    response.setHeader('Content-Type', 'application/json; charset=utf-8');
    response.setHeader('Content-Length', bytes.length);
    response.end(bytes);
  };
}

/** What stands in the way of serving calls, in words; empty when nothing does. */
function reasons(guard: TokenGuard, isDraining: boolean, databaseAnswers: boolean): string[] {
  const status = guard.status();
  return [
    isDraining ? 'The connector is stopping.' : '',
    status.ready
      ? ''
      : `The signing keys of the authorization server are not loaded: ${status.lastError ?? 'not tried yet'}`,
    databaseAnswers ? '' : 'The database does not answer.',
  ].filter((reason) => reason !== '');
}

/** The routes that need no access token. */
export function openRoutes(services: Services, guard: TokenGuard, draining: () => boolean): Router {
  const { database, clock, settings, instance } = services;
  const { registry, oktaKeysAge } = services.metrics;
  const refreshGauges = sharedWork(GAUGES_FRESH_MS, clock, async () => {
    await Promise.all([showJobs, showChanges, showDrift, showAuditHead, showSize].map((show) => show(services)));
  });
  const databaseAnswers = sharedWork(DATABASE_FRESH_MS, clock, () =>
    database.query('SELECT 1').then(
      () => true,
      () => false,
    ),
  );

  const router = Router();
  router.get('/healthz', (_request, response) => {
    response.json({ ok: true });
  });
  router.get('/readyz', async (_request, response) => {
    const found = reasons(guard, draining(), await databaseAnswers());
    const { keysAgeSeconds } = guard.status();
    response.status(found.length === 0 ? 200 : 503).json({
      ok: found.length === 0,
      reasons: found,
      warnings: warnings(services),
      oktaKeysAgeSeconds: keysAgeSeconds ?? 0,
      omniKeys: instance.keys(),
    });
  });
  router.get(
    '/metrics',
    metricsToken(() => settings.metricsToken),
    async (_request, response) => {
      oktaKeysAge.set(guard.status().keysAgeSeconds ?? 0);
      await refreshGauges();
      response.type(registry.contentType).send(await registry.metrics());
    },
  );
  router.get(
    '/openapi.json',
    sendDocument(() => withPublicUrl(readDocument('connector/openapi.json'), settings)),
  );
  router.get(
    '/manifest.json',
    sendDocument(() => readDocument('manifest.json')),
  );
  return router;
}
