// Whether answers are what the OpenAPI document says of them, and whether that document is one.
//
//   node contract.mjs DOCUMENT EXCHANGES
//
// EXCHANGES has a line of JSON for each: method, path, status, headers (names in lower case) and body (a text,
// or null where it was too long to keep). What does not fit goes to stdout, a line each; then the exit code is 1.

import { readFileSync } from 'node:fs';
import { Validator } from '@seriousme/openapi-schema-validator';
import Ajv2020 from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';

const MISMATCHES_SHOWN_MAX = 40;

// Headers whose presence says something: only answers that declare them may have them.
const TELLING_HEADERS = ['Set-Cookie', 'ETag', 'Location', 'Retry-After', 'Idempotency-Replayed'];

const [documentPath, exchangesPath] = process.argv.slice(2);
const api = JSON.parse(readFileSync(documentPath, 'utf8'));
const exchanges = readFileSync(exchangesPath, 'utf8').split('\n').filter(Boolean).map((line) => JSON.parse(line));

const mismatches = new Map(); // what is wrong -> how often
const complain = (text) => mismatches.set(text, (mismatches.get(text) ?? 0) + 1);

// Schemas ----------------------------------------------------------------------------------------

// Clients must bear new members; our own answers have none that is not declared.
const strict = (node) => {
  if (Array.isArray(node)) return node.map(strict);
  if (node === null || typeof node !== 'object') return node;
  const copy = Object.fromEntries(Object.entries(node).map(([name, value]) => [name, strict(value)]));
  if (node.type === 'object' && node.properties && node.additionalProperties === undefined)
    copy.additionalProperties = false;
  return copy;
};

const ajv = new Ajv2020({ strict: false, allErrors: true, validateSchema: false, validateFormats: true });
addFormats(ajv);
ajv.addFormat('password', true);
ajv.addSchema(strict(api), 'api');

const escaped = (part) => part.replaceAll('~', '~0').replaceAll('/', '~1');
const validators = new Map();

// What is wrong with a value, by the schema at a place in the document.
const errorsOf = (place, value) => {
  const pointer = encodeURI('#/' + place.map(escaped).join('/'));
  if (!validators.has(pointer)) validators.set(pointer, ajv.compile({ $ref: 'api' + pointer }));
  const validate = validators.get(pointer);
  if (validate(value)) return [];
  return validate.errors.map(({ instancePath, message, params, schemaPath }) => {
    const detail = params.additionalProperty ?? params.allowedValues?.join(', ') ?? params.allowedValue ?? '';
    return `${instancePath.replace(/\/\d+/g, '/*') || 'the whole'} ${message} ${detail} (${schemaPath})`;
  });
};

// A component that is referred to, and where it stands.
const resolved = (node, place) => {
  if (!node?.$ref) return [node, place];
  const target = node.$ref.slice(2).split('/');
  return [target.reduce((at, part) => at[part], api), target];
};

// Operations -------------------------------------------------------------------------------------

const isId = (parameters, name) => parameters?.some((one) => one.name === name && one.schema?.oneOf);

// A parameter that is no id takes all that is left of the path. A literal segment beats a parameter.
const routes = Object.entries(api.paths).map(([path, methods]) => {
  const { parameters } = Object.values(methods)[0];
  const pattern = path.split(/(\{[^}]+\})/).map((part) => {
    if (!part.startsWith('{')) return part.replace(/[.*+?^$()|[\]\\]/g, '\\$&');
    return isId(parameters, part.slice(1, -1)) ? '[1-9][0-9]{0,15}' : '.+';
  }).join('');
  return { path, methods, pattern: new RegExp(`^${pattern}$`), parameters: path.split('{').length };
}).sort((one, other) => one.parameters - other.parameters);

const routeOf = (path) => routes.find(({ pattern }) => pattern.test(path.split('?')[0]));

// Answers ----------------------------------------------------------------------------------------

const checkHeaders = (declared, headers, say) => {
  for (const [name, header] of Object.entries(declared ?? {})) {
    const [about, place] = resolved(header);
    const given = headers[name.toLowerCase()];
    if (given === undefined) {
      if (about.required) say(`has no header ${name}`);
      continue;
    }
    const value = about.schema.type === 'integer' ? Number(given) : given;
    for (const error of errorsOf([...place, 'schema'], value)) say(`header ${name}: ${error}`);
  }
  for (const name of TELLING_HEADERS)
    if (headers[name.toLowerCase()] !== undefined && !declared?.[name]) say(`has a header ${name} that is not declared`);
};

const mediaTypeOf = (content, headers) => {
  const given = (headers['content-type'] ?? '').split(';')[0].trim();
  return [given, given.replace(/\/.*/, '/*'), '*/*'].find((type) => type in content);
};

const checkBody = (answer, place, { method, headers, body }, say) => {
  if (!answer.content) {
    if (body) say('has a body, and none is declared');
    return;
  }
  const type = mediaTypeOf(answer.content, headers);
  if (!type) return say(`has a Content-Type that is not declared: ${headers['content-type']}`);
  if (method === 'HEAD' || body === null || !answer.content[type].schema) return;
  let value;
  try {
    value = JSON.parse(body);
  } catch {
    return say('is not JSON');
  }
  for (const error of errorsOf([...place, 'content', type, 'schema'], value)) say(`body: ${error}`);
};

// What is no operation is refused, in the form of every refusal. A preflight asks about others.
const checkRefusal = ({ method, path, status, headers, body }, route) => {
  const say = (text) => complain(`${method} ${path.split('?')[0]}, which is no operation, answers ${status}: ${text}`);
  if (method === 'OPTIONS' && route && status === 204) return;
  if (status < 400) return say('it should be refused');
  if (method === 'HEAD') return;
  if (headers['content-type'] !== 'application/problem+json') return say('it is no problem document');
  for (const error of errorsOf(['components', 'schemas', 'Problem'], JSON.parse(body))) say(`body: ${error}`);
  if (status === 405 && !headers.allow) say('has no header Allow');
};

const check = (exchange) => {
  const { method, path, status } = exchange;
  const route = routeOf(path);
  const verb = method === 'HEAD' ? 'get' : method.toLowerCase();
  const operation = route?.methods[verb];
  if (!operation) return checkRefusal(exchange, route);
  const code = /"code":"(\w+)"/.exec(status >= 400 ? exchange.body ?? '' : '')?.[1] ?? '';
  const say = (text) => complain(`${method} ${route.path} -> ${status} ${code}: ${text}`);
  const declared = operation.responses[status];
  if (!declared) return say(`is not declared; declared are ${Object.keys(operation.responses).join(', ')}`);
  const [answer, place] = resolved(declared, ['paths', route.path, verb, 'responses', String(status)]);
  checkHeaders(answer.headers, exchange.headers, say);
  checkBody(answer, place, exchange, say);
};

// The document -----------------------------------------------------------------------------------

const checkExamples = (node, place) => {
  if (node === null || typeof node !== 'object') return;
  if (node.schema) {
    const examples = [...('example' in node ? [node.example] : []),
      ...Object.values(node.examples ?? {}).map((one) => one.value)];
    for (const example of examples)
      for (const error of errorsOf([...place, 'schema'], example))
        complain(`The example at ${place.join(' ')} is not what its schema says: ${error}`);
  }
  for (const [name, child] of Object.entries(node)) checkExamples(child, [...place, name]);
};

const { valid, errors } = await new Validator().validate(structuredClone(api));
if (!valid)
  for (const { instancePath, message } of [errors].flat())
    complain(`The document is not OpenAPI ${api.openapi}: ${instancePath} ${message}`);
checkExamples(api.paths, ['paths']);
checkExamples(api.components.responses, ['components', 'responses']);
exchanges.forEach(check);

const lines = [...mismatches].map(([text, count]) => (count === 1 ? text : `${text} (${count} times)`));
console.log(lines.slice(0, MISMATCHES_SHOWN_MAX).join('\n'));
if (lines.length > MISMATCHES_SHOWN_MAX) console.log(`and ${lines.length - MISMATCHES_SHOWN_MAX} more`);
process.exit(lines.length === 0 ? 0 : 1);
