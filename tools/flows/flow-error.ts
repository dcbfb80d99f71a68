/** Where in a pack something is wrong. */
export interface FlowPlace {
  readonly flow: string;
  readonly card?: string;
  readonly field?: string;
}

/** A flow that cannot be built. Names the flow, the card and the field, so that it fails here and not in Okta. */
export class FlowError extends Error {
  override readonly name = 'FlowError';

  constructor({ flow, card, field }: FlowPlace, problem: string) {
    const place = [`flow "${flow}"`, card && `card "${card}"`, field && `field "${field}"`].filter(Boolean).join(', ');
    super(`${place}: ${problem}`);
  }
}
