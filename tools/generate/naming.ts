/** `set-user-values.input` → `SetUserValuesInput`, the form of types and components; `writeResult` → `WriteResult`. */
export const pascalCase = (name: string): string =>
  name
    .split(/[-. ]/)
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join('');

/** `set-user-values` → `setUserValues`, the form of variables and operation ids. */
export function camelCase(name: string): string {
  const pascal = pascalCase(name);
  return pascal.charAt(0).toLowerCase() + pascal.slice(1);
}
