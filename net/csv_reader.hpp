#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

struct csv_parser;

namespace baro {

/// A row of a CSV file.
struct CsvRow {
  enum class Fault : std::uint8_t {
    none,
    quotes,   // where none may be, or not closed: the fields up to there
    too_long, // what follows cannot be read
  };

  std::int64_t line = 0; // on which it begins, from 1; line breaks in quotes count, too
  std::vector<std::string> fields{};
  Fault fault = Fault::none;
};

/// Reads CSV (RFC 4180) as it arrives, in pieces cut anywhere. Lines may end in CRLF, LF or CR, and
/// a byte order mark may come first. Empty lines are left out. Never keeps more than one row.
class CsvReader {
public:
  explicit CsvReader(std::size_t row_bytes_max);
  ~CsvReader();
  CsvReader(const CsvReader&) = delete;
  CsvReader& operator=(const CsvReader&) = delete;

  /// Takes bytes off the front until a row has ended. Nothing: all were taken, and the row goes on.
  std::optional<CsvRow> read(std::string_view& bytes);

  /// The last row, if no line break has ended it.
  std::optional<CsvRow> finish();

private:
  struct Free {
    void operator()(csv_parser* parser) const;
  };

  static void end_field(void* text, std::size_t size, void* self);
  static void end_row(int line_break, void* self);

  void begin();
  void skip_byte_order_mark(std::string_view& bytes);
  void parse(std::string_view piece);
  std::optional<CsvRow> take();

  std::unique_ptr<csv_parser, Free> parser_;
  std::size_t row_bytes_max_;
  std::size_t row_bytes_ = 0;  // of the row so far
  std::size_t mark_bytes_ = 0; // of a byte order mark, as many as came so far
  std::int64_t line_ = 1;
  bool after_cr_ = false;
  bool is_faulty_ = false; // the rest of the line is left out
  CsvRow row_;
  std::optional<CsvRow> ended_;
};

} // namespace baro
