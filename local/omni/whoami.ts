import type { RequestHandler } from 'express';
import type { OmniKey } from './keys.ts';
import { invalidMethod, notFound } from './omni-error.ts';
import type { OmniSwitches } from './switches.ts';

/** https://docs.omni.co/api/who-am-i/get-current-identity-and-permissions.md */
export function whoami(switches: OmniSwitches): RequestHandler {
  return ({ query }, res) => {
    if (switches.whoami === '404') throw notFound('Route');
    if (switches.whoami === 'invalid-method') throw invalidMethod();
    if (query.modelId !== undefined) throw notFound('Model');
    const { scope, role, user }: OmniKey = res.locals.key;
    res.json({ keyScope: scope, orgRole: role, rolesByModel: {}, user });
  };
}
