import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '../../src/base/package-root.ts';
import { schemaFiles } from '../../src/schema/validator.ts';
import { architectureFile } from '../architecture/architecture-file.ts';
import { flowPackFiles } from '../flows/flow-pack-files.ts';
import { pictureFiles } from '../flows/picture/picture-files.ts';
import { loadActions } from './action-modules.ts';
import { actionsPage } from './actions-page.ts';
import { cardFiles } from './cards/card-files.ts';
import { chartSchema } from './chart-schema.ts';
import { componentsOf } from './components.ts';
import { errorsPage } from './errors-page.ts';
import type { GeneratedFile } from './generated-file.ts';
import { imageFiles } from './images.ts';
import { withLadderTable } from './ladder-table.ts';
import { manifest } from './manifest.ts';
import { openapi } from './openapi.ts';
import { alertRules } from './operations/alert-rules.ts';
import { dashboard } from './operations/dashboard.ts';
import { readPackageFacts } from './package-facts.ts';
import { withActionTable } from './readme-table.ts';
import { registryFile } from './registry-file.ts';
import { settingsPage } from './settings-page.ts';
import { typesFile } from './types-file.ts';

/** A page of which only a part is made. */
const pageAt = (path: string): string => readFileSync(join(packageRoot, path), 'utf8');

const json = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`;

/**
 * All that is made from the actions, the schemas, the error codes, the settings, package.json and the imports of src.
 * Writes nothing.
 */
export async function generatedFiles(): Promise<GeneratedFile[]> {
  const actions = await loadActions();
  const components = componentsOf(schemaFiles);
  const facts = readPackageFacts();
  const flowFiles = flowPackFiles();
  return [
    { path: 'src/schema/types.ts', text: await typesFile(components) },
    { path: 'src/actions/registry.ts', text: registryFile(actions) },
    { path: 'connector/openapi.json', text: json(openapi(actions, components, facts)) },
    { path: 'manifest.json', text: json(manifest(actions, facts, flowFiles)) },
    ...cardFiles(actions, components, facts.version),
    ...flowFiles,
    ...pictureFiles(),
    ...imageFiles(),
    await architectureFile(),
    { path: 'deploy/helm/values.schema.json', text: json(chartSchema()) },
    { path: 'connector/operations/grafana-dashboard.json', text: json(dashboard()) },
    { path: 'connector/operations/prometheus-rules.yml', text: alertRules() },
    { path: 'docs/actions.md', text: actionsPage(actions, components) },
    { path: 'docs/errors.md', text: errorsPage() },
    { path: 'docs/settings.md', text: settingsPage() },
    { path: 'docs/pushes.md', text: withLadderTable(pageAt('docs/pushes.md')) },
    { path: 'README.md', text: withActionTable(pageAt('README.md'), actions) },
  ];
}
