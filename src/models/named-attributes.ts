/**
 * A tag of Mustache, that is not a comment and not the end of a section.
 * https://docs.omni.co/administration/users/attributes - `{{ omni_attributes.x }}` in a model,
 * `{{metadata.userAttributes.x.values}}` in Markdown.
 */
const TAG = /\{\{\{?\s*[#^&]?\s*(?:omni_attributes|metadata\.userAttributes)\.([^\s.{}|]+)/g;

/** The references that the tags of a text name, each once. */
export const namedAttributes = (text: string): string[] => [
  ...new Set([...text.matchAll(TAG)].map(([, reference = '']) => reference)),
];
