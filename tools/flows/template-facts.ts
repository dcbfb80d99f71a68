import { uuidOf } from './compile/ids.ts';
import type { Pack } from './pack.ts';
import { pictureName } from './picture/picture.ts';

/** Counts that are zero are left out, as the templates do. */
const counts = (numbers: Readonly<Record<string, number>>): object =>
  Object.fromEntries(Object.entries(numbers).filter(([, count]) => count > 0));

/** Where the templates of Okta are published, and where their catalogue takes pictures from. */
const REPOSITORY = 'https://github.com/okta/workflows-templates/blob/master/workflows';
const CATALOGUE = 'https://d78vv2h34ll3s.cloudfront.net/static/catalog/workflows';

/** What a template's workflow.json says of a pack: its names and counts, which have to agree with the flows. */
export function templateFacts(pack: Pack, flopack: string): object {
  const flos = pack.flows.map((flow) => ({
    id: uuidOf(`${pack.name}/flow/${flow.name}`),
    name: flow.name,
    type: flow.kind === 'helper' ? 'HELPER' : 'MAIN',
    screenshotURL: `${CATALOGUE}/${pack.name}/${pictureName(flow)}`,
  }));
  const ofType = (wanted: string): number => flos.filter(({ type }) => type === wanted).length;
  return {
    name: pack.name,
    title: pack.title,
    description: pack.description,
    // Of the connectors used only Okta's is in the list of templates; API Connector and Tables belong to the platform.
    ...(flopack.includes('root:channels:http:okta:') ? { connectors: ['okta'] } : {}),
    details: {
      ...counts({
        flowCount: flos.length,
        mainFlowsCount: ofType('MAIN'),
        helperFlowsCount: ofType('HELPER'),
        stashCount: pack.tables.length,
      }),
      flos,
    },
    links: [{ title: 'Setup Documentation', destination: `${REPOSITORY}/${pack.name}/readme.md` }],
  };
}
