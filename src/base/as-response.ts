import type { HttpAnswer } from './http-client.ts';

/** An answer as `openid-client` takes it from a `fetch` of ours: only what it reads. */
export function asResponse({ status, text, header }: HttpAnswer): Response {
  const headers = new Headers({ 'content-type': header('content-type') ?? 'application/json' });
  const nonce = header('dpop-nonce');
  if (nonce !== undefined) headers.set('dpop-nonce', nonce);
  return new Response(text || null, { status, headers });
}
