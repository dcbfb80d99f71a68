/**
 * The names in what a parameter wants of grants: `one|two&three` is one, or two together with three.
 * https://docs.omni.co/modeling/dimensions/parameters/required-access-grants
 */
export const grantNames = (wanted: readonly string[]): string[] => [
  ...new Set(
    wanted.flatMap((one) =>
      one
        .split(/[|&,]/)
        .map((name) => name.trim())
        .filter((name) => name !== ''),
    ),
  ),
];
