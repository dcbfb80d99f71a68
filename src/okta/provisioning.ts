import { ConnectorError } from '../errors/connector-error.ts';
import type { OktaSession } from './okta-org.ts';

/** What Okta may do with users in Omni by itself. */
export interface Provisioning {
  /** Undefined where it could not be read. */
  readonly updatesUsers: boolean | undefined;
  /** Whether there is anything left to do for a human. */
  readonly isComplete: boolean;
  /** In a sentence or two, with what to do. */
  readonly detail: string;
}

/** The features that users' values need, by their names in the Admin Console. */
const NEEDED = { PUSH_NEW_USERS: 'Create Users', PUSH_PROFILE_UPDATES: 'Update User Attributes' } as const;

const WHERE = 'Applications > Omni > Provisioning > To App';

/** Reads it from the app's features; that it cannot be read is no failure of what asks. */
export async function readProvisioning(okta: Pick<OktaSession, 'app'>): Promise<Provisioning> {
  try {
    const { status, features } = await okta.app();
    const missing = Object.entries(NEEDED).filter(([feature]) => !features.has(feature));
    const updatesUsers = status === 'ACTIVE' && features.has('PUSH_PROFILE_UPDATES');
    if (status !== 'ACTIVE') {
      const detail = `The Omni app in Okta is ${status}, so Okta sends nothing to Omni. Activate it.`;
      return { updatesUsers, isComplete: false, detail };
    }
    if (missing.length === 0) {
      return { updatesUsers, isComplete: true, detail: 'Okta may create and update users in Omni.' };
    }
    const names = missing.map(([, name]) => name).join(' and ');
    const detail = `${names} is off for the Omni app in Okta. Switch it on: ${WHERE}. No API does.`;
    return { updatesUsers, isComplete: false, detail };
  } catch (thrown) {
    if (!(thrown instanceof ConnectorError)) throw thrown;
    const detail = `Look whether Okta may create and update users in Omni: ${WHERE}. It could not be read: ${thrown.message}`;
    return { updatesUsers: undefined, isComplete: false, detail };
  }
}
