import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { html } from '../../src/console/html.ts';
import { anyCharacter } from '../support/any-character.ts';
import { RUNS } from '../support/runs.ts';

describe('what stands in a template', () => {
  test('is escaped, as content and in quotation marks', () => {
    const name = `<img src=x onerror="alert('1')">&`;
    expect(html`<a title="${name}">${name}</a>`.text).toBe(
      `<a title="&lt;img src=x onerror=&quot;alert(&#39;1&#39;)&quot;&gt;&amp;">&lt;img src=x onerror=&quot;alert(&#39;1&#39;)&quot;&gt;&amp;</a>`,
    );
  });

  test('is taken as it is where it is markup of a template, also in lists', () => {
    const rows = ['a', '<b>'].map((one) => html`<li>${one}</li>`);
    expect(html`<ul>${rows}</ul>`.text).toBe('<ul><li>a</li><li>&lt;b&gt;</li></ul>');
  });

  test('is nothing for nothing', () => {
    expect(html`${undefined}${null}${false}${''}${0}`.text).toBe('0');
  });

  test('shows what is invisible: a name cannot turn the text behind it around', () => {
    expect(html`${'ada\u202egro.live@'}`.text).toBe('ada\\u202egro.live@');
  });

  test('ends, however long it is', () => {
    expect(html`${'x'.repeat(1_000_000)}`.text.length).toBeLessThan(3_000);
  });

  test('never ends an element or an attribute, whatever the text', () => {
    fc.assert(
      fc.property(fc.string({ unit: anyCharacter }), (text) => {
        const { text: made } = html`<p title="${text}">${text}</p>`;
        const [, attribute = '', content = ''] = /^<p title="([^"]*)">([^<>]*)<\/p>$/su.exec(made) ?? [];
        expect(attribute).toBe(content);
        expect(content).not.toMatch(/[<>"']/);
      }),
      { numRuns: RUNS },
    );
  });
});
