import { packJson } from './compile/pack-json.ts';
import { packs } from './packs.ts';
import { readme } from './readme.ts';
import { templateFacts } from './template-facts.ts';

/** One file of a pack: where it belongs, from the package's folder, and what it has to hold. */
interface PackFile {
  readonly path: string;
  readonly text: string;
}

const json = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`;

/**
 * The importable flow packs, a folder each under connector/flows/, without their pictures. Writes nothing.
 *
 * @throws FlowError naming the flow, the card and the field, when a flow does not fit its cards or our actions
 */
export function flowPackFiles(): PackFile[] {
  return packs.flatMap((pack) => {
    const folder = `connector/flows/${pack.name}`;
    // As exports are written: without blanks.
    const flopack = `${JSON.stringify(packJson(pack))}\n`;
    return [
      { path: `${folder}/readme.md`, text: readme(pack) },
      { path: `${folder}/workflow.json`, text: json(templateFacts(pack, flopack)) },
      { path: `${folder}/workflow.flopack`, text: flopack },
    ];
  });
}
