import { DockerfileParser } from 'dockerfile-ast';

/** One instruction, its continued lines joined. */
export interface Step {
  readonly keyword: string;
  readonly text: string;
}

/** What stands between a FROM and the next. */
export interface Stage {
  readonly from: string;
  /** Empty: it has none. */
  readonly name: string;
  readonly steps: readonly Step[];
}

/** The stages of a Dockerfile, in order. */
export function readStages(source: string): Stage[] {
  const stages: { from: string; name: string; steps: Step[] }[] = [];
  for (const instruction of DockerfileParser.parse(source).getInstructions()) {
    const keyword = instruction.getKeyword();
    const text = instruction
      .getTextContent()
      .slice(keyword.length)
      .trim()
      .replace(/\\\n\s*/g, '');
    if (keyword === 'FROM') {
      const [from = '', , name = ''] = text.split(/\s+/);
      stages.push({ from, name, steps: [] });
    } else stages.at(-1)?.steps.push({ keyword, text });
  }
  return stages;
}
