/**
 * A page with the text between its markers `<!-- name -->` and `<!-- /name -->` replaced.
 *
 * @throws Error when the markers are missing
 */
export function withSection(page: string, name: string, text: string): string {
  const section = new RegExp(`<!-- ${name} -->.*<!-- /${name} -->`, 's');
  if (!section.test(page)) throw new Error(`a page lacks the markers <!-- ${name} --> and <!-- /${name} -->`);
  return page.replace(section, () => `<!-- ${name} -->\n\n${text}\n\n<!-- /${name} -->`);
}
