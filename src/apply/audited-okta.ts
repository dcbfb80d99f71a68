import { ConnectorError } from '../errors/connector-error.ts';
import type { ErrorCode } from '../errors/error-codes.ts';
import type { OktaMapping } from '../okta/mappings.ts';
import type { OktaSession } from '../okta/okta-org.ts';
import type { OktaSchema } from '../okta/schemas.ts';
import type { OktaUser } from '../okta/users.ts';
import type { AttributeValue } from '../push/attribute.ts';
import type { Change } from '../push/changes.ts';
import { readShown, sameValue } from '../push/compare.ts';
import type { AuditOutcome } from '../store/audit-entry.ts';
import type { ApplyContext } from './context.ts';
import { type JournalContext, type JournaledWrite, journalWrite } from './journal-write.ts';

/**
 * Failures after which the write may be in place all the same. Whatever else fails is a refusal, or was never sent.
 * Okta took what it does not show yet.
 */
const DOUBTS: Readonly<Partial<Record<ErrorCode, AuditOutcome>>> = {
  OKTA_NOT_VISIBLE_YET: 'unverified',
  OKTA_UNREACHABLE: 'interrupted',
  OKTA_TOO_SLOW: 'interrupted',
  OKTA_UNEXPECTED_ANSWER: 'interrupted',
};

/** Runs a write and records what became of it. @param write answers which references do not show what was sent */
async function journaled<T>(
  context: JournalContext,
  change: JournaledWrite,
  write: () => Promise<T>,
  notApplied: (answer: T) => ReadonlySet<string>,
): Promise<T> {
  const close = await journalWrite(context, change);
  try {
    const answer = await write();
    const missing = notApplied(answer);
    await close((reference) => (missing.has(reference) ? 'not-applied' : 'verified'));
    return answer;
  } catch (thrown) {
    if (thrown instanceof ConnectorError) {
      const doubt = DOUBTS[thrown.code];
      await close(doubt ? () => doubt : 'nothing');
    }
    throw thrown;
  }
}

/** A value of an Okta profile as the audit log holds it. */
const profileValue = (value: unknown): AttributeValue => readShown('string', value);

/** A definition as the audit log holds it: its JSON, as the one value of its reference. */
const definitionValue = (definition: object | undefined): AttributeValue =>
  definition ? [JSON.stringify(definition)] : [];

const referenceOf = (variable: string): string => `okta:${variable}`;

function profileChanges(profile: OktaUser['profile'], sent: Readonly<Record<string, unknown>>): Change[] {
  return Object.entries(sent).map(([variable, value]) => ({
    reference: referenceOf(variable),
    before: profileValue(profile[variable]),
    after: profileValue(value),
  }));
}

/**
 * Okta within the time of a call, each write of which is in the audit log: with the user's login and `okta:<variable>`
 * for a value, without a user and `okta:profile:<variable>`, `okta:app:<variable>` or `okta:mapping:<variable>` for
 * what is set up. Before is what this session has read.
 */
export function auditedOkta(context: ApplyContext): OktaSession {
  const okta = context.okta.session(context.omni.deadline);
  const seen: { user?: OktaSchema; app?: OktaSchema; mapping?: OktaMapping } = {};
  const users = new Map<string, OktaUser>();

  const session: OktaSession = {
    ...okta,
    userSchema: async () => (seen.user = await okta.userSchema()),
    appSchema: async () => (seen.app = await okta.appSchema()),
    mapping: async () => (seen.mapping = await okta.mapping()),
    user: async (idOrLogin) => {
      const user = await okta.user(idOrLogin);
      if (user) users.set(user.id, user);
      return user;
    },
    writeUserAttribute: async (variable, property) => {
      const { custom } = seen.user ?? (await session.userSchema());
      await define(`profile:${variable}`, custom.get(variable)?.whole, property, () =>
        okta.writeUserAttribute(variable, property),
      );
    },
    writeAppAttribute: async (variable, property) => {
      const { custom } = seen.app ?? (await session.appSchema());
      await define(`app:${variable}`, custom.get(variable)?.whole, property, () =>
        okta.writeAppAttribute(variable, property),
      );
    },
    writeMapping: async (id, variable, property) => {
      const { properties } = seen.mapping ?? (await session.mapping());
      await define(`mapping:${variable}`, properties.get(variable), property, () =>
        okta.writeMapping(id, variable, property),
      );
    },
    updateUser: async (id, sent) => {
      const user = users.get(id) ?? (await session.user(id));
      if (!user) throw new ConnectorError('OKTA_USER_NOT_FOUND', { userName: id });
      const changes = profileChanges(user.profile, sent);
      const missing = ({ profile }: OktaUser) =>
        profileChanges(profile, sent)
          .filter(({ before, after }) => !sameValue(before, after))
          .map(({ reference }) => reference);
      return await journaled(
        context,
        { userName: user.login, changes },
        () => okta.updateUser(id, sent),
        (shown) => new Set(missing(shown)),
      );
    },
  };

  async function define(
    name: string,
    before: object | undefined,
    after: object | undefined,
    write: () => Promise<void>,
  ) {
    const change = { reference: referenceOf(name), before: definitionValue(before), after: definitionValue(after) };
    await journaled(context, { userName: '', changes: [change] }, write, () => new Set());
  }
  return session;
}
