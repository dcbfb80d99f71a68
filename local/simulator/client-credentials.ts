import axios from 'axios';
import { CardError } from './card-error.ts';
import type { Connection } from './simulation.ts';

export interface ClientCredentials {
  readonly tokenUrl: string;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly scopes: readonly string[];
}

/**
 * A connection of the API Connector as an admin makes it: OAuth 2.0, client credentials. The token is taken at the
 * first call and kept.
 */
export function clientCredentials({ tokenUrl, clientId, clientSecret, scopes }: ClientCredentials): Connection {
  let token: Promise<string> | undefined;

  async function take(): Promise<string> {
    const form = new URLSearchParams({ grant_type: 'client_credentials', scope: scopes.join(' ') });
    try {
      const auth = { username: clientId, password: clientSecret };
      const { data } = await axios.post<{ access_token: string }>(tokenUrl, form, { auth });
      return data.access_token;
    } catch {
      token = undefined;
      throw new CardError({ kind: 'OAuth Refresh Error', message: 'The connection got no token.' });
    }
  }

  return {
    async headers() {
      token ??= take();
      return { Authorization: `Bearer ${await token}` };
    },
  };
}
