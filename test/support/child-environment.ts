import { join } from 'node:path';

/** What processes of tests get beside their own settings. What Node has compiled once is kept beside the packages. */
export const childEnvironment: Readonly<Record<string, string>> = {
  PATH: process.env.PATH ?? '',
  NODE_COMPILE_CACHE: join(import.meta.dirname, '../../node_modules/.cache/node'),
};
