#pragma once

#include "protocol/ids.hpp"
#include "protocol/result.hpp"

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

struct pg_conn;
struct pg_result;

namespace baro {

struct ConnectionMetrics;

/// Why a statement did not succeed.
struct PgFailure {
  /// The connection is gone. A transaction whose COMMIT was on its way may have happened or not.
  bool connection_lost = false;
  /// Five characters (PostgreSQL manual, appendix A); empty when the connection is lost.
  std::string sqlstate;
  /// For our log, never for clients.
  std::string message;
};

template <class T>
using PgResult = Result<T, PgFailure>;

/// Bytes as the text form of a bytea.
std::string to_bytea(std::string_view bytes);

/// The parameters of one statement, in text format.
class PgParams {
public:
  PgParams& add(std::int64_t value) { return push(std::to_string(value)); }
  PgParams& add(bool value) { return push(value ? "t" : "f"); }
  PgParams& add(std::string_view value) { return push(std::string{value}); }
  PgParams& add(const char* value) { return push(value); }
  PgParams& add(std::nullopt_t) { return values_.emplace_back(), *this; }
  /// As bytea.
  PgParams& add_bytes(std::string_view bytes) { return push(to_bytea(bytes)); }

  template <class Tag>
  PgParams& add(Id<Tag> id) {
    return add(id.value);
  }

  template <class T>
  PgParams& add(const std::optional<T>& value) {
    return value ? add(*value) : add(std::nullopt);
  }

  /// As one array parameter. `project` picks what goes into it: a number, a text or an optional
  /// text.
  template <class Range, class Projection>
  PgParams& add_array(const Range& range, Projection project) {
    std::string literal = "{";
    for (const auto& element : range) {
      if (literal.size() > 1)
        literal += ',';
      append_element(literal, project(element));
    }
    return push(std::move(literal += '}'));
  }

  template <class Range>
  PgParams& add_array(const Range& range) {
    return add_array(range, [](const auto& element) { return element; });
  }

  std::span<const std::optional<std::string>> values() const { return values_; }

private:
  PgParams& push(std::string value) { return values_.emplace_back(std::move(value)), *this; }

  static void append_element(std::string& literal, std::int64_t value) {
    literal += std::to_string(value);
  }
  static void append_element(std::string& literal, std::string_view value);
  static void append_element(std::string& literal, const std::string& value) {
    append_element(literal, std::string_view{value});
  }
  static void append_element(std::string& literal, const std::optional<std::string>& value) {
    value ? append_element(literal, std::string_view{*value}) : void(literal += "NULL");
  }
  template <class Tag>
  static void append_element(std::string& literal, Id<Tag> id) {
    append_element(literal, id.value);
  }

  std::vector<std::optional<std::string>> values_;
};

/// One row of an answer. Valid as long as its PgRows. Columns count from 0.
class PgRow {
public:
  PgRow(const pg_result* result, int row) : result_(result), row_(row) {}

  bool is_null(int column) const;
  std::string_view text(int column) const;
  std::int64_t number(int column) const;
  bool boolean(int column) const { return text(column) == "t"; }
  std::string bytes(int column) const;
  std::optional<std::string> optional_text(int column) const;

  template <class IdType>
  IdType id(int column) const {
    return IdType{number(column)};
  }

private:
  const pg_result* result_;
  int row_;
};

/// What a statement answered.
class PgRows {
public:
  explicit PgRows(pg_result* result) : result_(result) {}

  std::size_t size() const;
  bool empty() const { return size() == 0; }
  PgRow operator[](std::size_t row) const { return {result_.get(), static_cast<int>(row)}; }
  /// Rows changed by an INSERT, UPDATE or DELETE.
  std::int64_t affected() const;

  class iterator {
  public:
    iterator(const PgRows* rows, std::size_t row) : rows_(rows), row_(row) {}
    PgRow operator*() const { return (*rows_)[row_]; }
    iterator& operator++() { return ++row_, *this; }
    bool operator!=(const iterator& other) const { return row_ != other.row_; }

  private:
    const PgRows* rows_;
    std::size_t row_;
  };
  iterator begin() const { return {this, 0}; }
  iterator end() const { return {this, size()}; }

private:
  struct Clear {
    void operator()(pg_result* result) const;
  };
  std::unique_ptr<pg_result, Clear> result_;
};

struct PgStatement {
  const char* sql; // a constant: its address names the prepared statement
  PgParams params;
};

/// How much was asked of a server. Tests hold the writers to their counts.
struct PgTraffic {
  std::int64_t statements = 0;
  std::int64_t round_trips = 0; // times that something was sent and then waited for
};

/// One connection. Blocks; belongs to one thread. Every wait is bounded by `PgConfig`.
class PgConnection {
public:
  /// Answers the first row set, or the failure. Prepares `sql` on first use: pass constants only.
  PgResult<PgRows> execute(const char* sql, const PgParams& params = {});

  /// Sends all statements in one go, in pipeline mode (PostgreSQL manual, 34.5), and answers one
  /// PgRows each. After a failure the statements behind it are not run; the first failure is the
  /// answer. Outside of an explicit BEGIN, they are one implicit transaction.
  PgResult<std::vector<PgRows>> execute_all(std::span<const PgStatement> statements);

  /// Runs SQL text of several statements, without parameters.
  PgResult<Done> execute_script(const std::string& sql);

  /// COPY ... FROM STDIN, in text format: `rows` are lines ending in \n with tab-separated, escaped
  /// columns. Call with each chunk, then copy_end().
  PgResult<Done> copy_begin(const std::string& copy_sql);
  PgResult<Done> copy_rows(std::string_view rows);
  PgResult<Done> copy_end();

  /// Waits for a notification of any channel that was listened to. False: none came in time.
  /// Takes all that have come.
  PgResult<bool> wait_for_notification(std::chrono::milliseconds wait_max);

  bool is_lost() const;
  /// Under what this connection stands in pg_stat_activity; unlike a pid, never used again.
  const std::string& application_name() const { return application_name_; }

private:
  friend PgResult<PgConnection> pg_connect(const struct PgConfig&, std::string application_name);

  struct Close {
    void operator()(pg_conn* connection) const;
  };

  PgConnection(pg_conn* connection, std::string application_name,
               std::chrono::milliseconds answer_wait_max, PgTraffic* traffic)
    : connection_(connection),
      application_name_(std::move(application_name)),
      answer_wait_max_(answer_wait_max),
      traffic_(traffic) {}

  /// Prepares `sql` unless it is; answers its name.
  PgResult<const std::string*> prepare(const char* sql);
  PgFailure failure(const pg_result* result) const;
  /// Counts one round trip with so many statements.
  void count(std::size_t statements);
  /// Waits for the next result, at most answer_wait_max_; null at the end of a statement's results.
  PgResult<pg_result*> next_result();
  PgResult<PgRows> collect();

  std::unique_ptr<pg_conn, Close> connection_;
  std::string application_name_;
  std::chrono::milliseconds answer_wait_max_;
  PgTraffic* traffic_;
  std::unordered_map<const void*, std::string> prepared_;
};

/// Limits of every connection.
struct PgConfig {
  std::string url; // libpq connection URI (PostgreSQL manual, 34.1.1.2)
  std::chrono::milliseconds connect_wait_max{3'000};
  std::chrono::milliseconds statement_wait_max{5'000};       // the server's own statement_timeout
  std::chrono::milliseconds idle_in_transaction_max{20'000}; // frozen: its locks are given up
  /// Reconnect attempts are at least this far apart, plus up to as much again at random.
  std::chrono::milliseconds reconnect_pause{100};
  /// The node that a session works for. A session of a node that was evicted gets no connection.
  /// 0: it works for no node, and is never refused.
  std::int64_t incarnation = 0;
  std::string options{}; // of the server, for this connection: "-c name=value ..."
  /// Where connections of this configuration, which then share a thread, are counted. Null:
  /// nowhere.
  PgTraffic* traffic = nullptr;
  /// Where attempts to connect are counted. Null: nowhere.
  ConnectionMetrics* metrics = nullptr;
};

/// The SQLSTATE of a connection that is refused since its node was evicted. No code of
/// PostgreSQL's.
inline constexpr std::string_view evicted_sqlstate = "BR001";

/// The SQLSTATE of a transaction that found something else than what it was decided on.
inline constexpr std::string_view changed_sqlstate = "BR002";

PgResult<PgConnection> pg_connect(const PgConfig& config, std::string application_name);

/// Whether libpq could make sense of it.
bool is_postgres_url(const std::string& url);

/// A connection that is opened when needed, and again after it was lost.
/// While the server is away, asking fails at once between attempts, so that callers are not held
/// up.
class PgSession {
public:
  /// `role` says what the connection is for, like "stock_writer".
  PgSession(PgConfig config, std::string role);

  PgResult<PgConnection*> connection();
  /// Keeps trying for as long as `wait_max`. For a thread that has nothing better to do.
  PgResult<PgConnection*> connection_within(std::chrono::milliseconds wait_max);
  /// Drops the connection, so that nothing sent on it so far is waited for.
  void drop() { connection_.reset(); }
  const PgConfig& config() const { return config_; }

private:
  PgResult<PgConnection> open();

  PgConfig config_;
  std::string role_;
  std::optional<PgConnection> connection_;
  std::chrono::steady_clock::time_point next_attempt_{};
  bool evicted_ = false; // for good: an incarnation never comes back
  std::string token_;    // tells this session's connections from those of any other run
  std::uint64_t attempts_ = 0;
};

} // namespace baro
