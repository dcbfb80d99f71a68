/** As many values of a list as one line can show. */
const SHOWN_VALUES = 5;

/** The first values of a list in one line, and how many more there are. */
export const someValues = (values: readonly string[]): string =>
  values.length <= SHOWN_VALUES
    ? values.join(', ')
    : `${values.slice(0, SHOWN_VALUES).join(', ')} and ${values.length - SHOWN_VALUES} more`;
