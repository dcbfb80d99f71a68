/** Where in a pack. */
export interface Place {
  readonly flow: string;
  readonly card?: string;
  readonly field?: string;
}

const nameOf = ({ flow, card, field }: Place): string =>
  [
    `flow "${flow}"`,
    ...(card === undefined ? [] : [`card "${card}"`]),
    ...(field === undefined ? [] : [`field "${field}"`]),
  ].join(', ');

/** A pack that cannot run as it is wired, or a card the simulator does not know. No error branch ever sees it. */
export class FlowDefect extends Error {
  override readonly name = 'FlowDefect';

  constructor(place: Place, what: string) {
    super(`${nameOf(place)}: ${what}`);
  }
}
