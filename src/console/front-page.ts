import { html } from './html.ts';
import type { Page } from './layout.ts';

/** What somebody sees who has only the connector's address, where there is no console. */
export const FRONT_PAGE: Page = {
  title: 'The Omni connector runs',
  body: html`<p>Okta Workflows calls this server to create Omni user attributes and to push users' values.</p>
<h2>What to do next</h2>
<ol>
<li>Read <code>docs/set-up.md</code> of the package: it leads from Okta to the first pushed value.</li>
<li>Give Okta Workflows this address as the base URL of its connection; a flow pack brings the cards.</li>
<li>See <code>docs/console.md</code> for a page to look at and to act from, with sign-in by Okta.</li>
</ol>
<h2>For machines</h2>
<ul>
<li><a href="/openapi.json">/openapi.json</a>: every action as an OpenAPI document</li>
<li><a href="/manifest.json">/manifest.json</a>: every action with its fields</li>
<li><a href="/readyz">/readyz</a>: whether calls are served, and what stands in the way</li>
<li><a href="/healthz">/healthz</a>: whether the process lives</li>
</ul>`,
};
