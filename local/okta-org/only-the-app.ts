import type { RequestParamHandler } from 'express';
import { IDS } from './ids.ts';
import { notFound } from './okta-error.ts';

/** The org has one app. */
export const onlyTheApp: RequestParamHandler = (_req, _res, next, id: string) =>
  next(id === IDS.app ? undefined : notFound(id, 'AppInstance'));
