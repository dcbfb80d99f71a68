// biome-ignore-all lint/suspicious/noConsole: the warning goes to the console, so it is silenced there
/**
 * The local Okta speaks http, about which @okta/jwt-verifier warns at every construction; that the warning comes only
 * for loopback is a test of its own (test/auth/https-issuer.test.ts).
 */
const warn = console.warn;
console.warn = (...words: unknown[]) => {
  if (!String(words[0]).startsWith('Warning: HTTPS check is disabled.')) warn(...words);
};
