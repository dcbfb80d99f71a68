import { scopesOf } from '../../src/actions/action.ts';
import type { AnyAction } from './action-modules.ts';
import { CARD_FOLDER } from './cards/card-files.ts';
import { DYNAMIC_ROUTES } from './dynamic-routes.ts';
import type { GeneratedFile } from './generated-file.ts';
import { OPENAPI_VERSION } from './openapi.ts';
import type { PackageFacts } from './package-facts.ts';
import { SCOPE_DESCRIPTIONS } from './scope-descriptions.ts';

const actionEntry = (action: AnyAction): object => {
  const { name, title, description, group, effect } = action;
  return {
    name,
    title,
    description,
    group,
    scopes: scopesOf(action),
    effect,
    method: 'POST',
    path: `/v1/actions/${name}`,
    inputSchema: `schemas/${name}.input.json`,
    outputSchema: `schemas/${name}.output.json`,
    card: `${CARD_FOLDER}/${name}.card.json`,
    cardPage: `${CARD_FOLDER}/${name}.md`,
  };
};

/** What the manifest says of one flow pack: the template's own words, and the file to import. */
function flowEntry({ path, text }: GeneratedFile): object {
  const { name, title, description, details } = JSON.parse(String(text));
  return {
    name,
    title,
    description,
    flowCount: details.flowCount,
    file: path.replace('workflow.json', 'workflow.flopack'),
    page: path.replace('workflow.json', 'readme.md'),
  };
}

const isTemplate = ({ path }: GeneratedFile): boolean => path.endsWith('/workflow.json');

/** The format of the flow packs, as Okta Workflows exports and imports them. */
const FLOPACK_VERSION = '1.5.0';

/**
 * manifest.json: what the connector offers, for programs; schemas/manifest.schema.json describes it.
 *
 * @param flowFiles the files of the flow packs
 */
export const manifest = (
  actions: readonly AnyAction[],
  { name, version, description, engines }: PackageFacts,
  flowFiles: readonly GeneratedFile[],
): object => ({
  name,
  version,
  description,
  authentication: {
    type: 'oauth2',
    grantType: 'client_credentials',
    defaultAudience: 'api://omni-connector',
    scopes: Object.entries(SCOPE_DESCRIPTIONS).map(([scope, meaning]) => ({ name: scope, description: meaning })),
  },
  actions: actions.map(actionEntry),
  dynamicRoutes: DYNAMIC_ROUTES.map(({ path, purpose, description: meaning, scope, outputSchema }) => ({
    purpose,
    description: meaning,
    scopes: [scope],
    method: 'GET',
    path,
    outputSchema: `schemas/${outputSchema}`,
  })),
  flows: flowFiles.filter(isTemplate).map(flowEntry),
  compatibility: { node: engines.node, openapi: OPENAPI_VERSION, flopack: FLOPACK_VERSION },
});
