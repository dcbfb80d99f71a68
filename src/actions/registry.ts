// Made by `npm run generate` from the files of this folder. Do not edit.
import type { Action } from './action.ts';
import applyPlan from './apply-plan.ts';
import approveJob from './approve-job.ts';
import cancelJob from './cancel-job.ts';
import clearUserValues from './clear-user-values.ts';
import createAttribute from './create-attribute.ts';
import deleteAttribute from './delete-attribute.ts';
import ensureAttribute from './ensure-attribute.ts';
import ensureAttributes from './ensure-attributes.ts';
import explainUser from './explain-user.ts';
import getJob from './get-job.ts';
import listAttributes from './list-attributes.ts';
import listChanges from './list-changes.ts';
import listJobResults from './list-job-results.ts';
import listJobs from './list-jobs.ts';
import listUsers from './list-users.ts';
import ping from './ping.ts';
import planPush from './plan-push.ts';
import previewAccess from './preview-access.ts';
import pushUsers from './push-users.ts';
import readUser from './read-user.ts';
import readUserAt from './read-user-at.ts';
import removeSyncedAttribute from './remove-synced-attribute.ts';
import reportCoverage from './report-coverage.ts';
import reportDrift from './report-drift.ts';
import reportUsage from './report-usage.ts';
import retryJob from './retry-job.ts';
import setOktaValues from './set-okta-values.ts';
import setUserValues from './set-user-values.ts';
import setupSyncedAttribute from './setup-synced-attribute.ts';
import syncFromOkta from './sync-from-okta.ts';
import syncUser from './sync-user.ts';
import undoJob from './undo-job.ts';
import updateAttribute from './update-attribute.ts';

/** Every action, by group and name. */
export const actions: readonly Action<unknown>[] = [
  // Connection
  ping,

  // Attributes
  createAttribute,
  deleteAttribute,
  ensureAttribute,
  ensureAttributes,
  listAttributes,
  updateAttribute,

  // Users
  clearUserValues,
  explainUser,
  listChanges,
  listUsers,
  previewAccess,
  readUser,
  readUserAt,
  setUserValues,

  // Pushes
  applyPlan,
  approveJob,
  cancelJob,
  getJob,
  listJobResults,
  listJobs,
  planPush,
  pushUsers,
  retryJob,
  undoJob,

  // Okta
  removeSyncedAttribute,
  setOktaValues,
  setupSyncedAttribute,
  syncFromOkta,
  syncUser,

  // Reports
  reportCoverage,
  reportDrift,
  reportUsage,
];

/** The action behind `POST /v1/actions/<name>`. */
export const actionByName: ReadonlyMap<string, Action<unknown>> = new Map(actions.map((one) => [one.name, one]));
