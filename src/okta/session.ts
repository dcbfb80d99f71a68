import type { AppUserCalls } from './app-user-calls.ts';
import type { MappingCalls } from './mapping-calls.ts';
import type { OktaSession } from './okta-org.ts';
import type { SchemaCalls } from './schema-calls.ts';
import type { UserCalls } from './user-calls.ts';

/** The calls of one org, by what they are about. */
export interface OktaCalls {
  readonly userSchema: SchemaCalls;
  readonly appSchema: SchemaCalls;
  readonly mappings: MappingCalls;
  readonly users: UserCalls;
  readonly appUsers: AppUserCalls;
  /** Runs a write of a profile's attributes or mapping while no other one runs. */
  readonly exclusive: <T>(deadline: number, work: () => Promise<T>) => Promise<T>;
}

/** Okta as one piece of work sees it: each call ends by the same deadline, and profiles are written one at a time. */
export function createSession(calls: OktaCalls, deadline: number): OktaSession {
  const { userSchema, appSchema, mappings, users, appUsers } = calls;
  const inTurn = (work: () => Promise<void>) => calls.exclusive(deadline, work);
  return {
    deadline,
    userSchema: () => userSchema.read(deadline),
    appSchema: () => appSchema.read(deadline),
    writeUserAttribute: (variable, property) => inTurn(() => userSchema.write(variable, property, deadline)),
    writeAppAttribute: (variable, property) => inTurn(() => appSchema.write(variable, property, deadline)),
    mapping: () => mappings.read(deadline),
    writeMapping: (id, variable, property) => inTurn(() => mappings.write(id, variable, property, deadline)),
    user: (idOrLogin) => users.read(idOrLogin, deadline),
    updateUser: (id, profile) => users.update(id, profile, deadline),
    appUser: (userId) => appUsers.read(userId, deadline),
    appUserPage: (next) => appUsers.page(next, deadline),
  };
}
