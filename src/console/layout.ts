import type { Response } from 'express';
import { version } from '../base/version.ts';
import { CONSOLE } from '../config/console.ts';
import { address } from './address.ts';
import { assetAddress } from './assets.ts';
import { tokenField } from './forms.ts';
import { type Html, html } from './html.ts';
import type { Visit } from './session.ts';

/** The sections, as the navigation has them. */
const SECTIONS = {
  home: { href: CONSOLE, name: 'Home' },
  jobs: { href: address(['jobs']), name: 'Jobs' },
  people: { href: address(['person']), name: 'A person' },
  attributes: { href: address(['attributes']), name: 'Attributes' },
  changes: { href: address(['changes']), name: 'Changes' },
  policy: { href: address(['policy']), name: 'Policy' },
  setup: { href: address(['setup']), name: 'Set-up' },
  packs: { href: address(['packs']), name: 'Flow packs' },
} as const;

export type Section = keyof typeof SECTIONS;

/** A page before it has its frame. */
export interface Page {
  readonly title: string;
  readonly section?: Section;
  readonly body: Html;
}

/** htmx looks for its settings here. No content of a page becomes code. */
const HTMX = 'history:false,includeIndicatorCSS:false,extensions:"sse",mode:"same-origin"';

const head = (title: string): Html => html`<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="htmx-config" content="${HTMX}">
<title>${title} · Omni connector</title>
<link rel="icon" href="${assetAddress('icon.svg')}">
<link rel="stylesheet" href="${assetAddress('console.css')}">
<script src="${assetAddress('htmx.js')}" defer></script>
<script src="${assetAddress('htmx-sse.js')}" defer></script>`;

const navigation = (current: Section | undefined): Html =>
  html`<nav aria-label="Sections"><ul>${Object.entries(SECTIONS).map(
    ([section, { href, name }]) =>
      html`<li><a href="${href}"${section === current && html` aria-current="page"`}>${name}</a></li>`,
  )}</ul></nav>`;

const account = (visit: Visit): Html => html`<div class="account">
<span>${visit.person.userName} <span class="quiet">(${visit.person.mayOperate ? 'may act' : 'may look'})</span></span>
<form method="post" action="${address(['sign-out'])}">${tokenField(visit)}<button class="plain">Sign out</button></form>
</div>`;

/** The whole document of a page. @param visit undefined: nobody is signed in */
const documentOf = ({ title, section, body }: Page, visit: Visit | undefined): Html => html`<!doctype html>
<html lang="en">
<head>${head(title)}</head>
<body>
<a class="skip" href="#main">Skip to the content</a>
<header><a class="brand" href="${CONSOLE}">Omni connector</a>${visit && account(visit)}</header>
${visit && navigation(section)}
<main id="main" tabindex="-1">
<h1>${title}</h1>
${body}
</main>
<footer>okta-workflows-omni ${version}</footer>
</body>
</html>
`;

/** Sends a page to whoever is signed in, if anybody is. */
export function sendPage(response: Response, page: Page, status = 200): void {
  response
    .status(status)
    .type('html')
    .send(documentOf(page, response.locals.visit as Visit | undefined).text);
}
