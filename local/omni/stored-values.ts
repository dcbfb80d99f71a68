/** What is stored for one reference; null = cleared. A Number is a number, or text when it is beyond 2^53-1. */
export type StoredValue = string | number | readonly (string | number)[] | null;
export type StoredValues = Readonly<Record<string, StoredValue>>;

/** The same references with other values. */
export function mapValues(
  values: StoredValues,
  change: (value: StoredValue, name: string) => StoredValue,
): StoredValues {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, change(value, name)]));
}
