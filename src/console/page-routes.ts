import { type RequestHandler, Router } from 'express';
import { only } from '../http/only.ts';
import type { Services } from '../services.ts';
import { mayOperate, readForm } from './forms.ts';
import { attributePage, attributesPage } from './pages/attributes.ts';
import { changesFile, changesPage } from './pages/changes.ts';
import { confirmPage, decide } from './pages/decide.ts';
import { homePage } from './pages/home.ts';
import { jobPage } from './pages/job.ts';
import { jobLive } from './pages/job-live.ts';
import { jobsPage } from './pages/jobs.ts';
import { packDownload, packPage, packsPage } from './pages/packs.ts';
import { personPage } from './pages/person.ts';
import { policyPage } from './pages/policy.ts';
import { beginReport, driftPage } from './pages/reports.ts';
import { setupPage } from './pages/setup.ts';
import { confirmSync, syncPerson } from './pages/sync-person.ts';
import { performing } from './perform.ts';

/** The pages of somebody who is signed in, below `/console`. */
export function pageRoutes(services: Services): Router {
  const perform = performing(services);
  const router = Router();
  /** A page to look at. */
  // biome-ignore lint/suspicious/noExplicitAny: the parameters of a path are those of its handler
  const page = (path: string, show: RequestHandler<any>) => router.route(path).all(only('GET', 'HEAD')).get(show);
  /** A page to act from: it tells what it will do, and its form does it. */
  // biome-ignore lint/suspicious/noExplicitAny: as above
  const act = (path: string, confirm: RequestHandler<any>, run: RequestHandler<any>) =>
    router.route(path).all(only('GET', 'POST'), mayOperate).get(confirm).post(readForm(services), run);

  page('/', homePage(services, perform));
  page('/jobs', jobsPage(perform));
  page('/jobs/:id', jobPage(services, perform));
  router.route('/jobs/:id/live').all(only('GET')).get(jobLive(services, perform));
  act('/jobs/:id/:decision', confirmPage(services, perform), decide(services, perform));
  page('/person', personPage(services, perform));
  act('/person/sync', confirmSync(perform), syncPerson(perform));
  page('/attributes', attributesPage(services, perform));
  page('/attributes/:reference', attributePage(services, perform));
  router.route('/reports/:kind').all(only('POST'), mayOperate).post(readForm(services), beginReport(perform));
  page('/drift', driftPage(perform));
  page('/changes', changesPage(services, perform));
  page('/changes.csv', changesFile(perform));
  page('/policy', policyPage(services));
  page('/setup', setupPage(services, perform));
  page('/packs', packsPage);
  page('/packs/:pack', packPage);
  page('/packs/:pack/:file', packDownload);
  return router;
}
