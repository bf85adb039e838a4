#include "net/ask.hpp"
#include "net/csv_reader.hpp"
#include "net/import_report.hpp"
#include "net/new_product.hpp"
#include "net/side_tasks.hpp"
#include "net/site.hpp"
#include "protocol/secret.hpp"

#include <boost/asio/this_coro.hpp>
#include <boost/json/monotonic_resource.hpp>
#include <boost/json/serialize.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace baro {

namespace {

namespace json = boost::json;

constexpr std::size_t row_bytes_max = 64 << 10;
constexpr std::size_t rows_in_flight_max = 256;
constexpr std::size_t failures_max = 10'000;
constexpr std::size_t field_errors_max_of_row = 10;

ImportStop stop_of(Errc code) {
  switch (code) {
    case Errc::body_too_large: return ImportStop::BODY_TOO_LARGE;
    case Errc::request_timeout: return ImportStop::TOO_SLOW;
    case Errc::deadline_passed: return ImportStop::DEADLINE_PASSED;
    default: return ImportStop::BROKEN_OFF;
  }
}

// Columns -----------------------------------------------------------------------------------------

struct Column {
  enum class Kind : std::uint8_t { text, number, list };
  enum class Part : std::uint8_t { product, sku, options };

  std::string_view name;
  Kind kind = Kind::text;
  bool required = true;
  Part part = Part::product;
};

/// What a file may have. What may stand in a cell, the schema of a product says.
constexpr std::array columns{
  Column{"storeId"},
  Column{"name"},
  Column{"price", Column::Kind::number},
  Column{"description", Column::Kind::text, false},
  Column{"thumbnailUrl"},
  Column{"categoryIds", Column::Kind::list},
  Column{"imageUrls", Column::Kind::list},
  Column{"size", Column::Kind::text, false, Column::Part::options},
  Column{"color", Column::Kind::text, false, Column::Part::options},
  Column{"quantity", Column::Kind::number, true, Column::Part::sku},
};

constexpr std::string_view columns_wanted
  = "The first line names the columns, in any order: storeId, name, price, thumbnailUrl, "
    "categoryIds, imageUrls, quantity; and, if wanted, description, size, color.";

json::value value_of(Column::Kind kind, std::string_view cell, const json::storage_ptr& storage) {
  const auto text = [&](std::string_view x) { return json::string(x.data(), x.size(), storage); };
  switch (kind) {
    case Column::Kind::text: break;
    case Column::Kind::number:
      if (const auto number = parse_integer(cell))
        return *number;
      break;
    case Column::Kind::list: {
      json::array items(storage);
      // A separator at the end has an empty item behind it.
      for (bool more = true; more;) {
        more = cell.find('|') != std::string_view::npos;
        items.emplace_back(text(next_token(cell, '|')));
      }
      return items;
    }
  }
  return text(cell);
}

/// Where the columns stand in a file.
class Layout {
public:
  static Result<Layout, Refusal> of(const CsvRow& header) {
    Layout layout;
    layout.width_ = header.fields.size();
    for (std::size_t place = 0; place < header.fields.size(); ++place) {
      const auto& name = header.fields[place];
      const auto column = std::ranges::find(columns, std::string_view{name}, &Column::name);
      if (column == columns.end())
        return refusal(fmt::format("There is no column {}.", is_utf8(name) ? cut(name, 50) : "?"));
      auto& known = layout.places_[static_cast<std::size_t>(column - columns.begin())];
      if (known)
        return refusal(fmt::format("The column {} comes twice.", name));
      known = place;
    }
    for (std::size_t i = 0; i < columns.size(); ++i)
      if (columns[i].required && !layout.places_[i])
        return refusal(fmt::format("The column {} is missing.", columns[i].name));
    return layout;
  }

  std::size_t width() const { return width_; }

  /// The row as the body of a request would have it: with one SKU. An empty cell is a field left
  /// out.
  json::object product_of(const CsvRow& row, const json::storage_ptr& storage) const {
    json::object product(storage);
    json::object sku(storage);
    json::object options(storage);
    for (std::size_t i = 0; i < columns.size(); ++i) {
      const auto& [name, kind, required, part] = columns[i];
      if (!places_[i] || row.fields[*places_[i]].empty())
        continue;
      auto& to = part == Column::Part::options ? options
                 : part == Column::Part::sku   ? sku
                                               : product;
      to[name] = value_of(kind, row.fields[*places_[i]], storage);
    }
    sku["options"] = std::move(options);
    product["skus"].emplace_array().emplace_back(std::move(sku));
    return product;
  }

private:
  static Refusal refusal(std::string_view what) {
    return {Errc::invalid_request, fmt::format("{} {}", what, columns_wanted)};
  }

  std::array<std::optional<std::size_t>, columns.size()> places_;
  std::size_t width_ = 0;
};

// An import ---------------------------------------------------------------------------------------

/// Lists the products of one file, many at once. Lives until all of them have their verdicts.
class Import {
public:
  Import(Call& call, Executor executor)
    : call_(call),
      language_(language_of(call.request.header(http::field::accept_language))),
      rows_(executor) {}

  Task<Reply> run() {
    std::optional<Refusal> refusal;
    std::exception_ptr failure;
    try {
      refusal = co_await take_rows();
    } catch (...) {
      failure = std::current_exception();
    }
    co_await rows_.wait_until_at_most(0);
    if (report_.imported > 0)
      call_.changes().note(subject::lists);
    if (failure)
      std::rethrow_exception(failure);
    if (refusal)
      co_return std::move(*refusal);
    std::ranges::sort(report_.failures, {}, &RowFailure::line);
    co_return json_response(200, report_);
  }

private:
  /// Why there is no report. Once a row was looked at, there is always one.
  Task<std::optional<Refusal>> take_rows() {
    CsvReader reader{row_bytes_max};
    for (bool is_end = false; !is_end && !report_.stopped;) {
      auto arrived = co_await call_.upload->next(call_.deadline);
      if (!arrived && !layout_)
        co_return std::move(arrived).error();
      if (!arrived) {
        stop(stop_of(arrived.error().error.code));
        break;
      }
      auto bytes = *arrived;
      is_end = bytes.empty();
      while (auto row = is_end ? reader.finish() : reader.read(bytes)) {
        if (auto refusal = take(*row))
          co_return refusal;
        co_await rows_.wait_until_at_most(rows_in_flight_max - 1);
        if (report_.stopped)
          break;
      }
    }
    if (!layout_)
      co_return Refusal{Errc::invalid_request,
                        fmt::format("The file is empty. {}", columns_wanted)};
    co_return std::nullopt;
  }

  std::optional<Refusal> take(const CsvRow& row) {
    if (layout_) {
      begin(row);
      return std::nullopt;
    }
    if (row.fault != CsvRow::Fault::none)
      return Refusal{Errc::invalid_request,
                     fmt::format("The first line is no CSV. {}", columns_wanted)};
    auto layout = Layout::of(row);
    if (!layout)
      return std::move(layout).error();
    layout_ = *layout;
    return std::nullopt;
  }

  void begin(const CsvRow& row) {
    ++report_.rows;
    if (auto reason = reason_against(row); !reason.empty()) {
      fail(row.line, Errc::invalid_request, std::move(reason));
      if (row.fault == CsvRow::Fault::too_long)
        stop(ImportStop::ROW_TOO_LONG);
      return;
    }
    json::monotonic_resource memory;
    const auto product = layout_->product_of(row, &memory);
    if (const auto errors = validate(new_product, product); !errors.empty())
      return fail(row.line, errors);
    auto key = key_of(row.line, product);
    auto question = caf::make_message(to_create_product(call_, Input{product}, std::move(key)));
    rows_.begin(create(row.line, std::move(question)));
  }

  std::string reason_against(const CsvRow& row) const {
    switch (row.fault) {
      case CsvRow::Fault::none: break;
      case CsvRow::Fault::quotes:
        return "A cell with quotes stands in quotes, and has each of its own twice.";
      case CsvRow::Fault::too_long:
        return fmt::format("The row has more than {} bytes; perhaps a quote is not closed.",
                           row_bytes_max);
    }
    if (row.fields.size() != layout_->width())
      return fmt::format("The row has {} cells, and the file {} columns.", row.fields.size(),
                         layout_->width());
    if (!std::ranges::all_of(row.fields, is_utf8))
      return "The row is not UTF-8.";
    return {};
  }

  /// What makes a repeat of the file list nothing twice: each row has a key of its own, which no
  /// client can have chosen, since those are printable.
  std::optional<Idempotency> key_of(std::int64_t line, const json::object& product) const {
    if (!call_.idempotency)
      return std::nullopt;
    const auto& whole = *call_.idempotency;
    return Idempotency{fmt::format("{}\n{}", whole.key, line),
                       sha256(whole.fingerprint + json::serialize(product))};
  }

  Task<void> create(std::int64_t line, caf::message question) {
    auto catalogue = caf::actor_cast<caf::strong_actor_ptr>(call_.services().catalogue);
    const auto deadline = Clock::now() + call_.site.config.request_deadline;
    auto created = co_await request<Answer<CreatedProduct>>(call_.gateway, std::move(catalogue),
                                                            std::move(question), deadline);
    if (created) {
      ++report_.imported;
      co_return;
    }
    const auto code = created.error().code;
    fail(line, code, std::string{info(code).title} + '.');
    // The others would fare no better.
    if (const auto kind = info(code).kind;
        kind == ErrorKind::unavailable || kind == ErrorKind::timed_out)
      stop(ImportStop::UNAVAILABLE);
  }

  void fail(std::int64_t line, Errc code, std::string detail,
            std::vector<RowFieldError> field_errors = {}) {
    const auto& about = info(code);
    ++report_.failed;
    report_.failures.push_back(
      {line, std::string{about.name}, std::move(detail),
       std::string{language_ == Language::korean ? about.message : about.message_en},
       std::move(field_errors)});
    if (report_.failures.size() >= failures_max)
      stop(ImportStop::TOO_MANY_FAILURES);
  }

  // Fields are named after their columns: `quantity` for `skus[0].quantity`.
  void fail(std::int64_t line, std::span<const FieldError> errors) {
    std::vector<RowFieldError> fields;
    for (const auto& wrong : errors.first(std::min(errors.size(), field_errors_max_of_row)))
      fields.push_back({wrong.field.substr(wrong.field.rfind('.') + 1), wrong.reason});
    const auto detail = fmt::format("{} {}.", fields.front().field, fields.front().reason);
    fail(line, Errc::invalid_request, detail, std::move(fields));
  }

  void stop(ImportStop why) {
    if (!report_.stopped)
      report_.stopped = why;
  }

  Call& call_;
  Language language_;
  SideTasks rows_;
  std::optional<Layout> layout_; // nothing until the header has been read
  ImportReport report_;
};

constexpr UploadedFile products_file{
  "text/csv",
  "One product a row, with one SKU, in UTF-8. The first line names the columns, in any order: "
  "storeId, name, price, thumbnailUrl, categoryIds (1|2), imageUrls (a|b), quantity; and, if "
  "wanted, description, size, color. Each row is checked like the body of POST /products. Good "
  "rows "
  "are kept, bad ones are listed with the line on which they begin, up to 10,000 of them. If the "
  "file breaks off, what was listed stays. With an Idempotency-Key each row is remembered by key, "
  "line and content: the same file again lists nothing twice, and rows that are in already count "
  "as imported."};

Task<Reply> import_products(Call& call) {
  Import import{call, co_await asio::this_coro::executor};
  co_return co_await import.run();
}

constexpr Route routes[] = {
  {.method = http::verb::post,
   .path = "/admin/import/products",
   .access = Access::store_owner,
   .summary = "List many products in one's ACTIVE stores, from a CSV file",
   .handler = import_products,
   .upload = &products_file,
   .answer = answers<ImportReport>,
   .creates = true},
};

} // namespace

std::span<const Route> import_routes() { return routes; }

} // namespace baro
