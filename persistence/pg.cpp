#include "persistence/pg.hpp"

#include "monitoring/connection_metrics.hpp"
#include "monitoring/log.hpp"
#include "protocol/time.hpp"

#include <fmt/format.h>
#include <libpq-fe.h>
#include <poll.h>

#include <algorithm>
#include <array>
#include <cassert>
#include <cerrno>
#include <charconv>
#include <thread>

namespace baro {

namespace {

struct ClearResult {
  void operator()(pg_result* result) const { PQclear(result); }
};
using OwnedResult = std::unique_ptr<pg_result, ClearResult>;

/// libpq's messages end in a line break, and may have more of them.
std::string one_line(std::string message) {
  while (message.ends_with('\n'))
    message.pop_back();
  std::ranges::replace(message, '\n', ' ');
  return message;
}

/// libpq would print it to standard error, in the midst of the lines of the log.
void log_notice(void* /*unused*/, const char* message) {
  log_warning("postgres_notice", {{"message", one_line(message)}});
}

bool succeeded(const pg_result* result) {
  switch (PQresultStatus(result)) {
    case PGRES_COMMAND_OK:
    case PGRES_TUPLES_OK:
    case PGRES_COPY_IN:
    case PGRES_PIPELINE_SYNC: return true;
    default: return false;
  }
}

std::vector<const char*> pointers(std::span<const std::optional<std::string>> values) {
  std::vector<const char*> result(values.size());
  std::transform(values.begin(), values.end(), result.begin(),
                 [](const auto& value) { return value ? value->c_str() : nullptr; });
  return result;
}

constexpr std::size_t application_name_max = 63; // PostgreSQL cuts the rest off

constexpr const char* find_node_sql = "SELECT 1 FROM nodes WHERE incarnation = $1";

PgFailure evicted() {
  return {false, std::string{evicted_sqlstate}, "this node was evicted from the cluster"};
}

} // namespace

// Parameters and rows ----------------------------------------------------------------------------

std::string to_bytea(std::string_view bytes) {
  constexpr std::string_view digits = "0123456789abcdef";
  std::string hex = "\\x";
  hex.reserve(2 + 2 * bytes.size());
  for (const unsigned char byte : bytes) {
    hex += digits[byte >> 4];
    hex += digits[byte & 15];
  }
  return hex;
}

void PgParams::append_element(std::string& literal, std::string_view value) {
  literal += '"';
  for (const char c : value) {
    if (c == '"' || c == '\\')
      literal += '\\';
    literal += c;
  }
  literal += '"';
}

bool PgRow::is_null(int column) const { return PQgetisnull(result_, row_, column) != 0; }

std::string_view PgRow::text(int column) const {
  return {PQgetvalue(result_, row_, column),
          static_cast<std::size_t>(PQgetlength(result_, row_, column))};
}

std::int64_t PgRow::number(int column) const {
  const auto digits = text(column);
  std::int64_t value = 0;
  std::from_chars(digits.data(), digits.data() + digits.size(), value);
  return value;
}

std::string PgRow::bytes(int column) const {
  auto nibble = [](char c) { return c <= '9' ? c - '0' : c - 'a' + 10; };
  const auto hex = text(column).substr(2); // after \x
  std::string result(hex.size() / 2, '\0');
  for (std::size_t i = 0; i < result.size(); ++i)
    result[i] = static_cast<char>(nibble(hex[2 * i]) << 4 | nibble(hex[2 * i + 1]));
  return result;
}

std::optional<std::string> PgRow::optional_text(int column) const {
  if (is_null(column))
    return std::nullopt;
  return std::string{text(column)};
}

void PgRows::Clear::operator()(pg_result* result) const { PQclear(result); }

std::size_t PgRows::size() const { return static_cast<std::size_t>(PQntuples(result_.get())); }

std::int64_t PgRows::affected() const {
  const std::string_view digits = PQcmdTuples(result_.get());
  std::int64_t value = 0;
  std::from_chars(digits.data(), digits.data() + digits.size(), value);
  return value;
}

// Connection -------------------------------------------------------------------------------------

PgResult<PgConnection> pg_connect(const PgConfig& config, std::string application_name) {
  const auto seconds = std::max<std::int64_t>(1, (config.connect_wait_max.count() + 999) / 1000);
  const std::string connect_timeout = std::to_string(seconds);
  const std::string options
    = "-c statement_timeout=" + std::to_string(config.statement_wait_max.count())
      + " -c idle_in_transaction_session_timeout="
      + std::to_string(config.idle_in_transaction_max.count())
      + " -c timezone=UTC -c synchronous_commit=on " + config.options;
  const std::array<const char*, 8> keys{
    "dbname",     "application_name", "connect_timeout", "options",
    "keepalives", "keepalives_idle",  "client_encoding", nullptr};
  const std::array<const char*, 8> values{config.url.c_str(),
                                          application_name.c_str(),
                                          connect_timeout.c_str(),
                                          options.c_str(),
                                          "1",
                                          "10",
                                          "UTF8",
                                          nullptr};
  pg_conn* raw = PQconnectdbParams(keys.data(), values.data(), /*expand_dbname=*/1);
  // What the server has to give up on, it gives up on first; only a server that is gone is waited
  // for longer.
  PgConnection connection{raw, std::move(application_name), 2 * config.statement_wait_max,
                          config.traffic};
  if (PQstatus(raw) != CONNECTION_OK)
    return PgFailure{true, "", one_line(PQerrorMessage(raw))};
  PQsetNoticeProcessor(raw, log_notice, nullptr);
  // Sending never blocks: what does not fit is sent while answers are waited for, within their
  // deadline.
  PQsetnonblocking(raw, 1);
  return connection;
}

bool is_postgres_url(const std::string& url) {
  if (!url.starts_with("postgresql://") && !url.starts_with("postgres://"))
    return false;
  auto* const options = PQconninfoParse(url.c_str(), nullptr);
  PQconninfoFree(options);
  return options != nullptr;
}

void PgConnection::Close::operator()(pg_conn* connection) const { PQfinish(connection); }

bool PgConnection::is_lost() const { return PQstatus(connection_.get()) != CONNECTION_OK; }

PgFailure PgConnection::failure(const pg_result* result) const {
  const char* sqlstate = result ? PQresultErrorField(result, PG_DIAG_SQLSTATE) : nullptr;
  auto message
    = one_line(result ? PQresultErrorMessage(result) : PQerrorMessage(connection_.get()));
  // The server's own parting words (57P01..57P03) come just before it hangs up.
  const bool parting = sqlstate && std::string_view{sqlstate}.substr(0, 4) == "57P0";
  return {is_lost() || !sqlstate || parting, sqlstate ? sqlstate : "", std::move(message)};
}

void PgConnection::count(std::size_t statements) {
  if (!traffic_)
    return;
  traffic_->statements += static_cast<std::int64_t>(statements);
  ++traffic_->round_trips;
}

// A wait that ends: a frozen server or a lost network must not freeze its caller.
PgResult<pg_result*> PgConnection::next_result() {
  const auto deadline = std::chrono::steady_clock::now() + answer_wait_max_;
  auto lost = [this](std::string why) {
    connection_.reset();
    return PgFailure{true, "", std::move(why)};
  };
  if (!connection_)
    return PgFailure{true, "", "the connection was dropped"};
  bool unsent = true;
  while (true) {
    if (unsent) {
      const int state = PQflush(connection_.get());
      if (state < 0)
        return failure(nullptr);
      unsent = state == 1;
    }
    if (!PQisBusy(connection_.get()) && !unsent)
      return PQgetResult(connection_.get());
    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(
      deadline - std::chrono::steady_clock::now());
    if (left.count() <= 0)
      return lost("no answer from the server in time");
    pollfd descriptor{PQsocket(connection_.get()),
                      static_cast<short>(POLLIN | (unsent ? POLLOUT : 0)), 0};
    if (poll(&descriptor, 1, static_cast<int>(left.count())) < 0 && errno != EINTR)
      return lost("poll failed");
    if ((descriptor.revents & (POLLIN | POLLHUP | POLLERR)) != 0
        && PQconsumeInput(connection_.get()) == 0)
      return failure(nullptr);
  }
}

PgResult<PgRows> PgConnection::collect() {
  OwnedResult last;
  while (true) {
    auto next = next_result();
    if (!next)
      return next.error();
    if (!*next)
      break;
    if (PQresultStatus(*next) == PGRES_COPY_IN)
      return PgRows{*next};
    // The first failure is the one that says why.
    if (!last || succeeded(last.get()))
      last.reset(*next);
    else
      PQclear(*next);
  }
  if (!last || !succeeded(last.get()))
    return failure(last.get());
  return PgRows{last.release()};
}

PgResult<const std::string*> PgConnection::prepare(const char* sql) {
  auto [entry, is_new] = prepared_.try_emplace(sql, "s" + std::to_string(prepared_.size()));
  if (!is_new)
    return &entry->second;
  count(1);
  PgResult<PgRows> prepared
    = connection_ && PQsendPrepare(connection_.get(), entry->second.c_str(), sql, 0, nullptr)
        ? collect()
        : PgResult<PgRows>{PgFailure{true, "", "the connection is gone"}};
  if (prepared)
    return &entry->second;
  prepared_.erase(entry);
  return prepared.error();
}

PgResult<PgRows> PgConnection::execute(const char* sql, const PgParams& params) {
  auto name = prepare(sql);
  if (!name)
    return name.error();
  const auto values = pointers(params.values());
  if (!PQsendQueryPrepared(connection_.get(), (*name)->c_str(), static_cast<int>(values.size()),
                           values.data(), nullptr, nullptr, 0))
    return failure(nullptr);
  count(1);
  return collect();
}

PgResult<std::vector<PgRows>> PgConnection::execute_all(std::span<const PgStatement> statements) {
  std::vector<const std::string*> names;
  for (const auto& statement : statements) {
    auto name = prepare(statement.sql);
    if (!name)
      return name.error();
    names.push_back(*name);
  }
  pg_conn* const raw = connection_.get();
  if (!PQenterPipelineMode(raw))
    return failure(nullptr);
  for (std::size_t i = 0; i < statements.size(); ++i) {
    const auto values = pointers(statements[i].params.values());
    if (!PQsendQueryPrepared(raw, names[i]->c_str(), static_cast<int>(values.size()), values.data(),
                             nullptr, nullptr, 0))
      return failure(nullptr);
  }
  if (!PQpipelineSync(raw))
    return failure(nullptr);
  count(statements.size());

  std::vector<PgRows> answers;
  std::optional<PgFailure> first_failure;
  // Each statement has its results and a null behind them; the sync point has its own result.
  while (true) {
    auto next = next_result();
    if (!next)
      return next.error();
    if (!*next)
      continue;
    OwnedResult result{*next};
    const auto status = PQresultStatus(result.get());
    if (status == PGRES_PIPELINE_SYNC)
      break;
    if (succeeded(result.get()))
      answers.emplace_back(result.release());
    else if (!first_failure && status != PGRES_PIPELINE_ABORTED)
      first_failure = failure(result.get());
    if (first_failure && first_failure->connection_lost)
      return *first_failure;
  }
  if (!PQexitPipelineMode(raw))
    return failure(nullptr);
  if (first_failure)
    return *first_failure;
  return answers;
}

PgResult<Done> PgConnection::execute_script(const std::string& sql) {
  if (!connection_ || !PQsendQuery(connection_.get(), sql.c_str()))
    return PgFailure{true, "", "the connection is gone"};
  count(1);
  auto rows = collect();
  if (!rows)
    return rows.error();
  return Done{};
}

PgResult<Done> PgConnection::copy_begin(const std::string& copy_sql) {
  auto begun = execute_script(copy_sql);
  if (begun)
    PQsetnonblocking(connection_.get(), 0); // or else all rows would gather in memory
  return begun;
}

PgResult<Done> PgConnection::copy_rows(std::string_view rows) {
  if (PQputCopyData(connection_.get(), rows.data(), static_cast<int>(rows.size())) != 1)
    return failure(nullptr);
  return Done{};
}

PgResult<Done> PgConnection::copy_end() {
  if (PQputCopyEnd(connection_.get(), nullptr) != 1)
    return failure(nullptr);
  PQsetnonblocking(connection_.get(), 1);
  count(0);
  auto rows = collect();
  if (!rows)
    return rows.error();
  return Done{};
}

PgResult<bool> PgConnection::wait_for_notification(std::chrono::milliseconds wait_max) {
  const auto deadline = std::chrono::steady_clock::now() + wait_max;
  while (true) {
    if (!connection_ || PQconsumeInput(connection_.get()) == 0)
      return failure(nullptr);
    bool told = false;
    while (auto* const notification = PQnotifies(connection_.get())) {
      PQfreemem(notification);
      told = true;
    }
    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(
      deadline - std::chrono::steady_clock::now());
    if (told || left.count() <= 0)
      return told;
    pollfd descriptor{PQsocket(connection_.get()), POLLIN, 0};
    if (poll(&descriptor, 1, static_cast<int>(left.count())) < 0 && errno != EINTR)
      return failure(nullptr);
  }
}

// Session ----------------------------------------------------------------------------------------

PgSession::PgSession(PgConfig config, std::string role)
  : config_(std::move(config)),
    role_(std::move(role)),
    token_(fmt::format("{:08x}", std::random_device{}())) {}

PgResult<PgConnection*> PgSession::connection() {
  if (connection_ && !connection_->is_lost())
    return &*connection_;
  connection_.reset();
  if (evicted_)
    return evicted();
  const auto now = std::chrono::steady_clock::now();
  if (now < next_attempt_)
    return PgFailure{true, "", "waiting before the next attempt to connect"};
  auto opened = open();
  if (config_.metrics)
    (opened ? config_.metrics->opened : config_.metrics->failed).Increment();
  if (!opened) {
    evicted_ = opened.error().sqlstate == evicted_sqlstate;
    next_attempt_ = std::chrono::steady_clock::now() + jittered(config_.reconnect_pause);
    return opened.error();
  }
  connection_.emplace(*std::move(opened));
  return &*connection_;
}

// The name comes first, then the look: whoever evicts deletes the row, and then ends what has the
// name. So there is no connection of an evicted node that neither of the two catches.
PgResult<PgConnection> PgSession::open() {
  auto name = fmt::format("baro/{}/{}/{}/{}", config_.incarnation, role_, token_, ++attempts_);
  assert(name.size() <= application_name_max);
  auto opened = pg_connect(config_, std::move(name));
  if (!opened || config_.incarnation == 0)
    return opened;
  const auto node = opened->execute(find_node_sql, PgParams{}.add(config_.incarnation));
  if (!node)
    return node.error();
  if (node->empty())
    return evicted();
  return opened;
}

PgResult<PgConnection*> PgSession::connection_within(std::chrono::milliseconds wait_max) {
  const auto deadline = std::chrono::steady_clock::now() + wait_max;
  while (true) {
    auto opened = connection();
    if (opened || evicted_ || next_attempt_ >= deadline)
      return opened;
    std::this_thread::sleep_until(next_attempt_);
  }
}

} // namespace baro
