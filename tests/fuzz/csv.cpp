#include "net/csv_reader.hpp"

#include <algorithm>
#include <cassert>
#include <numeric>

namespace baro::fuzz {

namespace {

constexpr std::size_t row_bytes_max = 1024;

/// All rows of a file that comes in pieces of this size.
std::vector<CsvRow> rows_of(std::string_view file, std::size_t piece_size) {
  CsvReader reader{row_bytes_max};
  std::vector<CsvRow> rows;
  while (!file.empty()) {
    auto piece = file.substr(0, piece_size);
    file.remove_prefix(piece.size());
    while (auto row = reader.read(piece)) {
      rows.push_back(*std::move(row));
      // What follows cannot be read.
      if (rows.back().fault == CsvRow::Fault::too_long)
        return rows;
    }
    assert(piece.empty());
  }
  if (auto row = reader.finish())
    rows.push_back(*std::move(row));
  return rows;
}

void check(const std::vector<CsvRow>& rows, std::string_view file) {
  [[maybe_unused]] const auto breaks
    = std::count(file.begin(), file.end(), '\n') + std::count(file.begin(), file.end(), '\r');
  std::int64_t line = 0;
  for (const auto& row : rows) {
    assert(row.line > line && row.line <= breaks + 1);
    line = row.line;
    [[maybe_unused]] const auto bytes = std::accumulate(
      row.fields.begin(), row.fields.end(), std::size_t{0},
      [](std::size_t sum, const std::string& field) { return sum + field.size(); });
    assert(bytes <= row_bytes_max);
  }
}

bool are_same(const CsvRow& a, const CsvRow& b) {
  return a.line == b.line && a.fault == b.fault
         && (a.fault == CsvRow::Fault::too_long || a.fields == b.fields);
}

} // namespace

} // namespace baro::fuzz

/// The size of the pieces in which it arrives in the first byte, and the file behind it: however it
/// is cut, it says the same.
extern "C" int LLVMFuzzerTestOneInput(const char* data, std::size_t size) {
  using namespace baro;
  if (size == 0)
    return 0;
  const std::string_view file{data + 1, size - 1};
  const auto whole = fuzz::rows_of(file, std::max<std::size_t>(1, file.size()));
  const auto cut = fuzz::rows_of(file, 1 + static_cast<unsigned char>(*data));
  fuzz::check(whole, file);
  assert(std::ranges::equal(whole, cut, fuzz::are_same));
  return 0;
}
