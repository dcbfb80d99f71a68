import { Router } from 'express';
import { only } from '../http/only.ts';
import type { Services } from '../services.ts';
import { homePage } from './pages/home.ts';
import { performing } from './perform.ts';

/** The pages of somebody who is signed in, below `/console`. */
export function pageRoutes(services: Services): Router {
  const perform = performing(services);
  const router = Router();
  router.route('/').all(only('GET', 'HEAD')).get(homePage(services, perform));
  return router;
}
