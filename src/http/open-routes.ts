import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Router } from 'express';
import type { TokenGuard } from '../auth/guard.ts';
import { packageRoot } from '../base/package-root.ts';
import type { Services } from '../services.ts';
import { withPublicUrl } from './openapi-document.ts';
import { showAuditHead } from './show-audit-head.ts';
import { showDrift } from './show-drift.ts';
import { showJobs } from './show-jobs.ts';

const readDocument = (path: string): Record<string, unknown> =>
  JSON.parse(readFileSync(join(packageRoot, path), 'utf8'));

/** What stands in the way of serving calls, in words; empty when nothing does. */
async function reasons({ database }: Services, guard: TokenGuard, draining: () => boolean): Promise<string[]> {
  const status = guard.status();
  const answers = await database.query('SELECT 1').then(
    () => true,
    () => false,
  );
  return [
    draining() ? 'The connector is stopping.' : '',
    status.ready
      ? ''
      : `The signing keys of the authorization server are not loaded: ${status.lastError ?? 'not tried yet'}`,
    answers ? '' : 'The database does not answer.',
  ].filter((reason) => reason !== '');
}

/** The routes that need no token. */
export function openRoutes(services: Services, guard: TokenGuard, draining: () => boolean): Router {
  const manifest = readDocument('manifest.json');
  const openapi = withPublicUrl(readDocument('connector/openapi.json'), services.settings);
  const { registry, oktaKeysAge } = services.metrics;

  const router = Router();
  router.get('/healthz', (_request, response) => {
    response.json({ ok: true });
  });
  router.get('/readyz', async (_request, response) => {
    const found = await reasons(services, guard, draining);
    const { keysAgeSeconds } = guard.status();
    response
      .status(found.length === 0 ? 200 : 503)
      .json({ ok: found.length === 0, reasons: found, oktaKeysAgeSeconds: keysAgeSeconds ?? 0 });
  });
  router.get('/metrics', async (_request, response) => {
    oktaKeysAge.set(guard.status().keysAgeSeconds ?? 0);
    await Promise.all([showJobs(services), showDrift(services), showAuditHead(services)]);
    response.type(registry.contentType).send(await registry.metrics());
  });
  router.get('/openapi.json', (_request, response) => {
    response.json(openapi);
  });
  router.get('/manifest.json', (_request, response) => {
    response.json(manifest);
  });
  return router;
}
