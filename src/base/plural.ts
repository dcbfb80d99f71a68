/** A count with its thing: "1 row", "2 rows". */
export const plural = (count: number, thing: string): string => `${count} ${thing}${count === 1 ? '' : 's'}`;
