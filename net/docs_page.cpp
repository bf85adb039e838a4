#include "net/docs_page.hpp"

#include "protocol/secret.hpp"

#include <fmt/format.h>
#include <sodium/utils.h>

namespace baro {

namespace {

constexpr std::string_view style = R"css(
body { font: 16px/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 56rem; padding: 0 1rem; color: #222; }
h2 { margin-top: 2.5rem; text-transform: capitalize; }
details { border: 1px solid #ddd; border-radius: 6px; margin: .5rem 0; padding: .5rem .8rem; }
summary { cursor: pointer; }
code { font: 14px/1.5 ui-monospace, monospace; }
b { display: inline-block; width: 4.5rem; }
pre { background: #f6f6f6; border-radius: 6px; overflow: auto; padding: .8rem; }
)css";

constexpr std::string_view script = R"js(
const add = (parent, tag, text) => {
  const node = parent.appendChild(document.createElement(tag));
  if (text !== undefined) node.textContent = text;
  return node;
};
const show = (parent, title, value) => {
  if (value === undefined) return;
  add(parent, 'h4', title);
  add(add(parent, 'pre'), 'code', JSON.stringify(value, null, 2));
};
const operation = (section, method, path, about) => {
  const details = add(section, 'details');
  const summary = add(details, 'summary');
  add(summary, 'b', method.toUpperCase());
  add(summary, 'code', path);
  add(summary, 'span', ' — ' + about.summary);
  add(details, 'p', about.description);
  show(details, 'Parameters', about.parameters);
  show(details, 'Body', about.requestBody?.content['application/json'].schema);
  show(details, 'Answers', about.responses);
};
const page = (api) => {
  const main = document.querySelector('main');
  add(main, 'h1', api.info.title + ' ' + api.info.version);
  add(main, 'p', api.info.description);
  const sections = {};
  for (const [path, methods] of Object.entries(api.paths))
    for (const [method, about] of Object.entries(methods)) {
      const tag = about.tags[0];
      if (!sections[tag]) {
        sections[tag] = add(main, 'section');
        add(sections[tag], 'h2', tag);
      }
      operation(sections[tag], method, path, about);
    }
  const schemas = add(main, 'section');
  add(schemas, 'h2', 'schemas');
  for (const [name, schema] of Object.entries(api.components.schemas)) {
    const details = add(schemas, 'details');
    add(add(details, 'summary'), 'code', name);
    show(details, 'Schema', schema);
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
