import { readFile } from 'node:fs/promises';
import type { RequestHandler } from 'express';
import { ConnectorError } from '../../errors/connector-error.ts';
import { address } from '../address.ts';
import { type Html, html } from '../html.ts';
import { sendPage } from '../layout.ts';
import { CARD_NAMES, PACKS, type Pack, packFile } from '../pack-files.ts';
import { markdownLine } from '../views/markdown-line.ts';
import { table } from '../views/parts.ts';

const download = (pack: string, file: string, text: string): Html =>
  html`<a class="button" href="${address(['packs', pack, file])}" download="${pack}-${file}">${text}</a>`;

const entry = ({
  name,
  title,
  description,
}: Pack): Html => html`<li><h2><a href="${address(['packs', name])}">${title}</a></h2>
<p>${description}</p><p>${download(name, 'workflow.flopack', 'Download the pack')}</p></li>`;

/** All packs in the order to import them, and the cards for Connector Builder. */
export const packsPage: RequestHandler = (_request, response) => {
  sendPage(response, {
    title: 'Flow packs',
    section: 'packs',
    body: html`<p>A pack is imported in the console of Okta Workflows: a folder, <strong>Import</strong>, and the file. Take them in this
order; the first shows that the connection works. Of those that keep values up to date one may be enough.</p>
<ol>${PACKS.map(entry)}</ol>
<h2>Cards for Connector Builder</h2>
<p>Who builds a connector of their own instead: one page for each card, and the card as JSON.</p>
${table(
  'Cards',
  ['Action', 'Page', 'Card'],
  CARD_NAMES.map((name) => [
    name,
    html`<a href="${address(['packs', 'cards', `${name}.md`])}">${name}.md</a>`,
    html`<a href="${address(['packs', 'cards', `${name}.card.json`])}" download="${name}.card.json">${name}.card.json</a>`,
  ]),
)}`,
  });
};

/** One pack: its pictures, and what to do after the import. */
export const packPage: RequestHandler<{ pack: string }> = ({ params: { pack: name } }, response) => {
  const pack = PACKS.find((one) => one.name === name);
  if (!pack) throw new ConnectorError('ROUTE_NOT_FOUND', { path: address(['packs', name]) });
  sendPage(response, {
    title: pack.title,
    section: 'packs',
    body: html`<p>${pack.description}</p>
<div class="actions">${download(name, 'workflow.flopack', 'Download the pack')} <a href="${address(['packs', name, 'readme.md'])}">readme.md</a></div>
<h2>Set up</h2>
<ol class="steps">${pack.steps.map((step) => html`<li>${markdownLine(step)}</li>`)}</ol>
<h2>Flows</h2>
<div class="pictures">${pack.flows.map(
      (
        flow,
      ) => html`<figure><img src="${address(['packs', name, flow.picture])}" alt="The cards of the flow ${flow.name}" loading="lazy">
<figcaption>${flow.name}</figcaption></figure>`,
    )}</div>`,
  });
};

/** A file of a pack, or of the cards. */
export const packDownload: RequestHandler<{ pack: string; file: string }> = async ({ params }, response) => {
  const found = packFile(params.pack, params.file);
  if (!found) throw new ConnectorError('ROUTE_NOT_FOUND', { path: address(['packs', params.pack, params.file]) });
  response.setHeader('Content-Type', found.type);
  if (params.file.endsWith('.flopack'))
    response.setHeader('Content-Disposition', `attachment; filename="${params.pack}-${params.file}"`);
  response.end(await readFile(found.path));
};
