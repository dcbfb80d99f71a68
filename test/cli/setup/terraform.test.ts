import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from '@cdktn/hcl2json';
import { describe, expect, test } from '@jest/globals';
import { SCOPES } from '../../../src/actions/action.ts';
import { terraformFile } from '../../../src/cli/setup/export-terraform.ts';
import { blocks, hclBlock, reference } from '../../../src/cli/setup/hcl.ts';
import { OMNI } from '../../okta-flows/set-up.ts';
import { type ConnectorUnderTest, useConnector } from '../../support/connector.ts';
import { syncAttribute, worldOf } from '../../sync/set-up.ts';

interface Known extends Arguments {
  readonly blocks: Readonly<Record<string, Arguments>>;
}
type Body = Readonly<Record<string, unknown>>;
type Resources = Readonly<Record<string, Readonly<Record<string, readonly [Body]>>>>;

/**
 * The arguments of each resource by the provider's own pages of its version 6.12.0 (docs/resources of
 * https://github.com/okta/terraform-provider-okta at v6.12.0).
 */
const provider = JSON.parse(readFileSync(join(import.meta.dirname, 'okta-provider-6.12.0.json'), 'utf8')) as Readonly<
  Record<string, Known>
>;
/** Of the language itself: every resource has them. */
const META = ['depends_on'];

interface Arguments {
  readonly required: readonly string[];
  readonly optional: readonly string[];
}

/** What a body names that is not there, and what it lacks. */
function wrong(where: string, body: Body, { required, optional }: Arguments): string[] {
  const keys = Object.keys(body);
  return [
    ...keys.filter((key) => ![...required, ...optional].includes(key)).map((key) => `${where}: ${key}`),
    ...required.filter((key) => !keys.includes(key)).map((key) => `${where} lacks ${key}`),
  ];
}

function faultsOf(where: string, body: Body, known: Known | undefined): string[] {
  if (!known) return [`${where}: the provider has no such resource`];
  const optional = [...known.optional, ...Object.keys(known.blocks), ...META];
  const inside = Object.entries(known.blocks).flatMap(([block, of]) =>
    ((body[block] ?? []) as Body[]).flatMap((inner) => wrong(`${where}.${block}`, inner, of)),
  );
  return [...wrong(where, body, { required: known.required, optional }), ...inside];
}

/** An expression as the parser shows it. */
const expressionOf = (expression: string): string => `\${${expression}}`;
/** What would begin a template. */
const TEMPLATE = `\${user.region} %{if}`;

const start = useConnector();
const fileOf = ({ settings, connector }: ConnectorUnderTest): Promise<string> =>
  terraformFile(settings, connector.services.okta.session(Number.POSITIVE_INFINITY));

/** An org with an attribute of each kind. */
async function org(): Promise<ConnectorUnderTest> {
  const c = await worldOf(start);
  const choices = { enum: ['emea', 'apac'], oneOf: ['emea', 'apac'].map((one) => ({ const: one, title: one })) };
  c.oktaOrg.addAppAttribute('9tier', {
    title: 'Tier',
    type: 'string',
    ...choices,
    scope: 'NONE',
    externalName: 'tier',
    externalNamespace: OMNI,
  } as never);
  c.oktaOrg.addUserAttribute('9lives', {
    title: `Say "${TEMPLATE}"`,
    type: 'string',
    minLength: 1,
    maxLength: 20,
  } as never);
  c.oktaOrg.addAppAttribute('other', {
    title: 'Not Omni',
    type: 'string',
    externalName: 'other',
    externalNamespace: 'urn:ietf:params:scim:schemas:core:2.0:User',
  } as never);
  syncAttribute(c.oktaOrg, 'region');
  return c;
}

const parsed = async (c: ConnectorUnderTest) =>
  (await parse('setup.tf', await fileOf(c))) as Body & { resource: Resources };

describe('the set-up as a file of Terraform', () => {
  test('can be read, and names only resources and arguments that the provider has, all that it needs among them', async () => {
    const { resource } = await parsed(await org());
    const faults = Object.entries(resource).flatMap(([type, named]) =>
      Object.entries(named).flatMap(([name, [body]]) => faultsOf(`${type}.${name}`, body, provider[type])),
    );
    expect(faults).toEqual([]);
    expect(Object.keys(resource).sort()).toEqual(Object.keys(provider).sort());
  });

  test('has the attributes that carry Omni, what feeds them, and their mapping, as they are', async () => {
    const file = await parsed(await org());
    const { okta_app_user_schema_property: app = {}, okta_user_schema_property: user = {} } = file.resource;
    expect(Object.keys(app).sort()).toEqual(['_9tier', 'regionOfApp', 'seatsOfApp', 'teamsOfApp']);
    expect(Object.keys(user).sort()).toEqual(['regionOfUser', 'seatsOfUser', 'teamsOfUser']);
    expect(app.teamsOfApp?.[0]).toMatchObject({
      app_id: expressionOf('local.omni_app_id'),
      index: 'teamsOfApp',
      type: 'array',
      array_type: 'string',
      scope: 'NONE',
      external_name: 'teams',
      external_namespace: OMNI,
    });
    expect(app._9tier?.[0]).toMatchObject({ enum: ['emea', 'apac'], one_of: [{ const: 'emea' }, { const: 'apac' }] });
    const mapping = file.resource.okta_profile_mapping?.omni?.[0] as { mappings: Body[]; delete_when_absent: boolean };
    expect(mapping.delete_when_absent).toBe(false);
    expect(mapping.mappings).toContainEqual({
      id: 'regionOfApp',
      expression: 'user.regionOfUser',
      push_status: 'PUSH',
    });
  });

  test('takes over what is there instead of making it again', async () => {
    const c = await org();
    const { import: imports } = (await parsed(c)) as unknown as { import: { to: string; id: string }[] };
    expect(imports).toContainEqual({ to: expressionOf('okta_user_schema_property.regionOfUser'), id: 'regionOfUser' });
    const id = `${c.oktaOrg.appId}/regionOfApp`;
    expect(imports).toContainEqual({ to: expressionOf('okta_app_user_schema_property.regionOfApp'), id });
    expect(imports).toHaveLength(7);
  });

  test('makes the scopes of the connector, and a rule for client credentials alone', async () => {
    const { resource } = await parsed(await org());
    const names = Object.values(resource.okta_auth_server_scope ?? {}).map(([{ name }]) => name);
    expect(names.sort()).toEqual([...SCOPES].sort());
    expect(resource.okta_auth_server_policy_rule?.workflows?.[0]).toMatchObject({
      grant_type_whitelist: ['client_credentials'],
    });
  });

  test('holds no secret: of the key the public half, of the client none', async () => {
    const c = await org();
    const text = await fileOf(c);
    const { d } = JSON.parse(c.settings.oktaManagement.privateKey?.reveal() ?? '{}');
    expect(d).toMatch(/^[\w-]{43}$/);
    expect(text).not.toContain(d);
    for (const key of c.settings.omniKeys) expect(text).not.toContain(key.reveal());
    const { resource } = await parsed(c);
    expect(resource.okta_app_oauth?.workflows?.[0]).toMatchObject({ omit_secret: true });
    expect(resource.okta_app_oauth?.management?.[0]).toMatchObject({ jwks: [{ kty: 'EC', x: expect.any(String) }] });
  });
});

test.each([
  'plain',
  'a "quote" and \\',
  TEMPLATE,
  'line\nbreak\ttab',
  'a backslash before b: \\b',
  '\b\f\u0001',
  'ünï 💡',
  '$',
  `$${TEMPLATE}`,
])('the text %j arrives as it was written', async (text) => {
  const file = hclBlock(['locals'], { text, list: [text, 1, true], inner: blocks({ ref: reference('var.x') }) }, 'why');
  const { locals } = (await parse('a.tf', file)) as { locals: [{ text: string; inner: [{ ref: string }] }] };
  // The parser shows templates in their source form, where `$$` stands for one `$`.
  expect(locals[0].text.replaceAll(/([$%])\1\{/g, '$1{')).toBe(text);
  expect(locals[0].inner[0].ref).toBe(expressionOf('var.x'));
});
