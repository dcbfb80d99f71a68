import axios from 'axios';
import type { ErrorBody } from '../../schema/types.ts';
import type { Sandbox } from './start-sandbox.ts';

/** The answer of an action: its output, or the contract's error. */
export type Called<Output> = { readonly output: Output } | { readonly error: ErrorBody };

/** Calls the sandbox's connector as a Workflows card does: a token by client credentials, then actions over HTTP. */
export async function callConnector({ okta, client, connector }: Sandbox) {
  const form = new URLSearchParams({
    grant_type: 'client_credentials',
    scope: 'omni.attributes.write omni.values.write omni.values.read',
  });
  const token = await axios.post<{ access_token: string }>(`${okta.issuer}/v1/token`, form, {
    auth: { username: client.id, password: client.secret },
  });
  const headers = { Authorization: `Bearer ${token.data.access_token}` };

  return async <Output>(action: string, input: object): Promise<Called<Output>> => {
    const url = `${connector.url}/v1/actions/${action}`;
    const { status, data } = await axios.post(url, input, { headers, validateStatus: () => true });
    return status === 200 ? { output: data as Output } : { error: data as ErrorBody };
  };
}

/** A function that calls actions. */
export type CallAction = Awaited<ReturnType<typeof callConnector>>;
