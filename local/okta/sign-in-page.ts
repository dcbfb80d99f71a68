import type { LocalPerson } from './people.ts';

const escaped = (text: string): string => text.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);

/** The page of the local Okta: who are you? It stands in for password and phone. */
export function signInPage(people: readonly LocalPerson[], request: URLSearchParams): string {
  const hidden = [...request].map(
    ([name, value]) => `<input type="hidden" name="${escaped(name)}" value="${escaped(value)}">`,
  );
  const forms = people.map(
    ({ id, displayName, userName, groups }) => `<form method="post" action="sign-in">${hidden.join('')}
<input type="hidden" name="person" value="${escaped(id)}">
<p><button>${escaped(displayName)}</button> ${escaped(userName)}, ${escaped(groups.join(', ') || 'in no group')}</p></form>`,
  );
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark"><title>Local Okta: sign in</title></head>
<body><main><h1>Local Okta</h1><p>No real Okta, and no password: choose who you are.</p>${forms.join('\n')}</main></body></html>`;
}
