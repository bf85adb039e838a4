#include "net/problem.hpp"

#include "net/text.hpp"

#include <fmt/format.h>

#include <charconv>
#include <iterator>

namespace baro {

namespace {

/// `out-of-stock` for OUT_OF_STOCK.
std::string slug(std::string_view name) {
  std::string result{name};
  for (auto& c : result)
    c = c == '_' ? '-' : static_cast<char>(c | 0x20);
  return result;
}

std::string detail_of(const Refusal& refusal) {
  const auto& [error, detail, status, field_errors, headers] = refusal;
  if (!detail.empty())
    return detail;
  std::string sentence;
  if (!error.shortages.empty()) {
    for (const auto& [sku, requested, available] : error.shortages)
      fmt::format_to(std::back_inserter(sentence), "{}SKU {}: {} asked for, {} left",
                     sentence.empty() ? "" : "; ", sku.value, requested, available);
  } else if (!error.missing.empty()) {
    sentence = "There are no such products:";
    for (const auto product : error.missing)
      fmt::format_to(std::back_inserter(sentence), " {}", product.value);
  } else if (!field_errors.empty()) {
    for (const auto& wrong : field_errors)
      fmt::format_to(std::back_inserter(sentence), "{}{} {}", sentence.empty() ? "" : "; ",
                     wrong.field, wrong.reason);
  } else {
    return std::string{info(error.code).message_en};
  }
  return sentence + '.';
}

// A path comes as it was sent, in whatever bytes.
std::string printable(std::string_view path) {
  std::string result;
  for (const char c : path)
    if (c > 0x20 && c < 0x7f)
      result += c;
    else
      fmt::format_to(std::back_inserter(result), "%{:02X}", static_cast<unsigned char>(c));
  return result;
}

class ProblemWriter {
public:
  explicit ProblemWriter(std::string& out) : out_(out), json_(out) {}

  template <class T>
  void member(std::string_view name, const T& value) {
    key(name);
    json_.write(value);
  }

  void member(std::string_view name, const std::vector<FieldError>& errors) {
    key(name);
    out_ += '[';
    for (const auto& wrong : errors) {
      out_ += &wrong == errors.data() ? "{" : ",{";
      member("field", wrong.field);
      key("rejectedValue");
      out_ += wrong.rejected_value;
      member("reason", wrong.reason);
      out_ += '}';
    }
    out_ += ']';
  }

private:
  void key(std::string_view name) {
    if (out_.back() != '{')
      out_ += ',';
    json_.write(name);
    out_ += ':';
  }

  std::string& out_;
  JsonWriter json_;
};

} // namespace

Language language_of(std::string_view accept_language) {
  double korean = -1;
  double english = -1;
  while (!accept_language.empty()) {
    auto range = next_token(accept_language, ',');
    const auto tag = trim(next_token(range, ';'));
    double weight = 1;
    if (const auto q = trim(range); q.starts_with("q="))
      std::from_chars(q.data() + 2, q.data() + q.size(), weight);
    const auto language = tag.substr(0, tag.find('-'));
    if (equals_ignoring_case(language, "ko"))
      korean = std::max(korean, weight);
    else if (equals_ignoring_case(language, "en"))
      english = std::max(english, weight);
  }
  return english > 0 && english > korean ? Language::english : Language::korean;
}

unsigned status_of(ErrorKind kind) {
  switch (kind) {
    case ErrorKind::malformed: return 400;
    case ErrorKind::unauthenticated: return 401;
    case ErrorKind::forbidden: return 403;
    case ErrorKind::not_found: return 404;
    case ErrorKind::wrong_method: return 405;
    case ErrorKind::conflict: return 409;
    case ErrorKind::too_large: return 413;
    case ErrorKind::wrong_media_type: return 415;
    case ErrorKind::unprocessable: return 422;
    case ErrorKind::too_many: return 429;
    case ErrorKind::internal: return 500;
    case ErrorKind::unavailable: return 503;
    case ErrorKind::timed_out: return 504;
  }
  return 500;
}

Response problem(const Refusal& refusal, std::string_view path, std::string_view request_id,
                 Language language) {
  const auto& about = info(refusal.error.code);
  Response response{refusal.status != 0 ? refusal.status : status_of(about.kind), "{",
                    "application/problem+json", refusal.headers};
  ProblemWriter writer{response.body};
  writer.member("type", "/problems/" + slug(about.name));
  writer.member("title", about.title);
  writer.member("status", response.status);
  writer.member("detail", detail_of(refusal));
  writer.member("instance", printable(path));
  writer.member("code", about.name);
  writer.member("message", language == Language::korean ? about.message : about.message_en);
  writer.member("requestId", request_id);
  if (!refusal.field_errors.empty())
    writer.member("fieldErrors", refusal.field_errors);
  if (!refusal.error.shortages.empty())
    writer.member("shortages", refusal.error.shortages);
  if (!refusal.error.missing.empty())
    writer.member("missing", refusal.error.missing);
  response.body += '}';
  response.with("Cache-Control", "no-store")
    .with("Content-Language", language == Language::korean ? "ko" : "en");
  if ((response.status == 429 || response.status == 503) && !response.header("Retry-After"))
    response.with("Retry-After", std::to_string(retry_after.count()));
  return response;
}

} // namespace baro
