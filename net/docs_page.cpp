#include "net/docs_page.hpp"

#include "protocol/secret.hpp"

#include <fmt/format.h>
#include <sodium/utils.h>

namespace baro {

namespace {

constexpr std::string_view style = R"css(
body { font: 16px/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 60rem; padding: 0 1rem; color: #222; }
h2 { margin: 2.5rem 0 0; }
h4 { margin: 1.2rem 0 .4rem; }
p { margin: .4rem 0; }
details { border: 1px solid #ddd; border-radius: 6px; margin: .5rem 0; padding: .5rem .8rem; }
summary { cursor: pointer; overflow-wrap: anywhere; }
code { font: 14px/1.5 ui-monospace, monospace; }
b { display: inline-block; min-width: 5rem; }
table { border-collapse: collapse; width: 100%; }
th, td { border-bottom: 1px solid #eee; padding: .3rem .8rem .3rem 0; text-align: left; vertical-align: top; }
td:first-child { white-space: nowrap; }
pre { background: #f6f6f6; border-radius: 6px; margin: .4rem 0; overflow: auto; padding: .8rem; }
)css";

constexpr std::string_view script = R"js(
const add = (parent, tag, text) => {
  const node = parent.appendChild(document.createElement(tag));
  if (text !== undefined) node.textContent = text;
  return node;
};
const fold = (parent, title) => {
  const details = add(parent, 'details');
  add(details, 'summary', title);
  return details;
};
const json = (parent, value) => add(add(parent, 'pre'), 'code', JSON.stringify(value, null, 2));
const table = (parent, title, names, rows) => {
  if (rows.length === 0) return;
  if (title) add(parent, 'h4', title);
  const all = add(parent, 'table');
  const head = add(all, 'tr');
  for (const name of names) add(head, 'th', name);
  for (const [name, ...rest] of rows) {
    const row = add(all, 'tr');
    add(add(row, 'td'), 'code', name);
    for (const text of rest) add(row, 'td', text);
  }
};
const page = (api) => {
  const resolved = (node) =>
    node?.$ref ? node.$ref.slice(2).split('/').reduce((at, part) => at[part], api) : node;
  // A schema in one line: its type and its limits.
  const told = (schema) => {
    if (schema === true) return 'anything';
    if (schema.$ref) return schema.$ref.split('/').pop();
    if (schema.oneOf && !schema.properties) return schema.oneOf.map(told).join(' or ');
    if (schema.const !== undefined) return JSON.stringify(schema.const);
    if (schema.enum) return schema.enum.join(' | ');
    const parts = [schema.type === 'array' ? 'list of ' + told(schema.items) : [schema.type].flat().join(' or ')];
    if (schema.format) parts.push(schema.format);
    for (const [low, high, unit] of [['minimum', 'maximum', ''], ['minLength', 'maxLength', ' characters'],
                                     ['minItems', 'maxItems', ' entries']])
      if (schema[low] !== undefined || schema[high] !== undefined)
        parts.push((schema[low] ?? '') + '..' + (schema[high] ?? '') + unit);
    if (schema.not) parts.push('not ' + schema.not.const);
    return parts.join(', ');
  };
  // The fields of an object, and of the objects in it.
  const fields = (schema, prefix = '') => {
    const rows = [];
    for (const [name, field] of Object.entries(schema.properties ?? {})) {
      const required = (schema.required ?? []).includes(name) ? 'yes' : '';
      rows.push([prefix + name, told(field), required]);
      const inner = field.items ?? field;
      if (inner.properties) rows.push(...fields(inner, prefix + name + (field.items ? '[].' : '.')));
    }
    return rows;
  };
  const rules = (parent, schema) => {
    if (schema.oneOf) add(parent, 'p', 'One of: ' + schema.oneOf.map((one) => one.required[0]).join(', ') + '.');
    for (const [name, others] of Object.entries(schema.dependentRequired ?? {}))
      add(parent, 'p', name + ' comes with ' + others.join(', ') + '.');
  };
  const showSchema = (parent, schema) => {
    if (!schema) return;
    add(parent, 'p', told(schema));
    // Every refusal looks like that: once, among the schemas, is enough.
    if (told(schema) === 'Problem') return;
    const of = resolved(schema);
    table(parent, '', ['Field', 'What it is', 'Required'], fields(of));
    if (of.properties) rules(parent, of);
  };
  const answer = (parent, status, about) => {
    const { description, headers, content } = resolved(about);
    const details = fold(parent, status + ' ' + description.replaceAll('`', ''));
    for (const [type, media] of Object.entries(content ?? {})) {
      add(details, 'p', type);
      showSchema(details, media.schema);
      if (media.example !== undefined) json(details, media.example);
      for (const [name, example] of Object.entries(media.examples ?? {}))
        json(fold(details, name + ': ' + example.summary), example.value);
    }
    table(details, 'Headers', ['Header', 'What it says', 'Always there'], Object.entries(headers ?? {}).map(([name, header]) =>
      [name, resolved(header).description, resolved(header).required ? 'yes' : '']));
  };
  const operation = (section, method, path, about) => {
    const details = add(section, 'details');
    const summary = add(details, 'summary');
    add(summary, 'b', method.toUpperCase());
    add(summary, 'code', path);
    add(summary, 'span', ' — ' + about.summary);
    add(details, 'p', about.description);
    table(details, 'Parameters', ['Name', 'Where', 'What it is', 'Required', 'For example'],
      (about.parameters ?? []).map(resolved).map((one) =>
        [one.name, one.in, told(one.schema), one.required ? 'yes' : '', String(one.example)]));
    for (const [type, media] of Object.entries(about.requestBody?.content ?? {})) {
      add(details, 'h4', 'Body: ' + type);
      if (media.schema) showSchema(details, media.schema);
      if (media.example !== undefined) json(details, media.example);
    }
    add(details, 'h4', 'Answers');
    for (const [status, one] of Object.entries(about.responses)) answer(details, status, one);
  };
  const main = document.querySelector('main');
  add(main, 'h1', api.info.title + ' ' + api.info.version);
  add(main, 'p', api.info.description);
  const sections = {};
  for (const tag of api.tags) {
    sections[tag.name] = add(main, 'section');
    add(sections[tag.name], 'h2', tag.name);
    add(sections[tag.name], 'p', tag.description);
  }
  for (const [path, methods] of Object.entries(api.paths))
    for (const [method, about] of Object.entries(methods)) operation(sections[about.tags[0]], method, path, about);
  const schemas = add(main, 'section');
  add(schemas, 'h2', 'Schemas');
  for (const [name, schema] of Object.entries(api.components.schemas)) {
    const details = fold(schemas, name);
    table(details, '', ['Field', 'What it is', 'Required'], fields(schema));
    json(fold(details, 'As JSON Schema'), schema);
  }
};
fetch('/openapi.json').then((answer) => answer.json()).then(page);
)js";

// How a Content-Security-Policy names the one script, or style, that may run.
std::string csp_hash(std::string_view text) {
  constexpr int variant = sodium_base64_VARIANT_ORIGINAL;
  const auto hash = sha256(text);
  std::string encoded(sodium_base64_encoded_len(hash.size(), variant), '\0');
  sodium_bin2base64(encoded.data(), encoded.size(),
                    reinterpret_cast<const unsigned char*>(hash.data()), hash.size(), variant);
  encoded.pop_back(); // the terminating NUL
  return fmt::format("'sha256-{}'", encoded);
}

} // namespace

Response docs_page() {
  Response page;
  page.content_type = "text/html; charset=utf-8";
  page.body = fmt::format("<!doctype html>\n<html lang=\"en\">\n<meta charset=\"utf-8\">\n"
                          "<meta name=\"viewport\" content=\"width=device-width\">\n"
                          "<title>BARO API</title>\n<style>{}</style>\n<main></main>\n"
                          "<script>{}</script>\n</html>\n",
                          style, script);
  page.with("Content-Security-Policy",
            fmt::format("default-src 'none'; connect-src 'self'; script-src {}; style-src {}; "
                        "base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
                        csp_hash(script), csp_hash(style)));
  return page;
}

} // namespace baro
