// Made by `npm run generate` from the files of this folder. Do not edit.
import type { Action } from '../action.ts';
import clearUserValues from './clear-user-values.ts';
import createAttribute from './create-attribute.ts';
import deleteAttribute from './delete-attribute.ts';
import ensureAttribute from './ensure-attribute.ts';
import ensureAttributes from './ensure-attributes.ts';
import explainUser from './explain-user.ts';
import listAttributes from './list-attributes.ts';
import ping from './ping.ts';
import readUser from './read-user.ts';
import setUserValues from './set-user-values.ts';
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
  readUser,
  setUserValues,
];

/** The action behind `POST /v1/actions/<name>`. */
export const actionByName: ReadonlyMap<string, Action<unknown>> = new Map(actions.map((one) => [one.name, one]));
